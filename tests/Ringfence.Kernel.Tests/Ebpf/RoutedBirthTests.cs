using System.Net;
using System.Net.Sockets;
using Ringfence.Datapath.Ebpf;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>What the host routes to a device that is not attached yet is held back as well, whoever guards.</summary>
public sealed class RoutedBirthTests : GuestPair
{
    private static readonly EbpfSizes Sizes = new() { FlowSlots = 1 << 10, ArenaBytes = 1 << 23, FragmentSlots = 64, Interfaces = 16, Rules = 256 };

    [Theory]
    [InlineData(GuardBy.Best, false)]
    [InlineData(GuardBy.Table, false)]
    [InlineData(GuardBy.None, true)]
    public void A_device_that_is_made_again_gets_nothing_before_it_is_attached(GuardBy by, bool isOpen)
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, "test", new EbpfOptions { Sizes = Sizes, Guard = by }));
        SecurityRule[] rules = [Accept(1, 7000, 7000)];
        Apply(driver, rules, rules);
        TestNamespace.Shell($"ip -n {_router.Name} link del vw");
        Connect(_web, "vw", "10.9.2", "02:00:00:00:00:02");
        TellMac();
        using var server = _web.Run(() => Bind(Web, 7000));
        using var client = _app.Run(() => Bind(App, 5000));
        client.SendTo([1], new IPEndPoint(Web, 7000));
        Assert.Equal(isOpen, Receives(server));
        Assert.Empty(_router.Run(driver.Devices.Refresh));
        client.SendTo([2], new IPEndPoint(Web, 7000));
        Assert.True(Receives(server));
    }

    private static bool Receives(Socket socket)
    {
        try
        {
            return socket.Receive(new byte[16]) > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
