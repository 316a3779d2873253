using System.Net;
using System.Net.Sockets;
using Ringfence.Datapath.Ebpf;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>
/// A packet between two interfaces of one host when the policy changes between its two judgements. The router holds the packet meanwhile, so that this is sure to happen.
/// </summary>
public sealed class TwoGuestsTests : GuestPair
{
    private static readonly EbpfOptions Options = new()
    {
        Sizes = new EbpfSizes { FlowSlots = 1 << 10, ArenaBytes = 1 << 23, FragmentSlots = 64, Interfaces = 16, Rules = 256 },
        DropEvents = true,
    };

    private static readonly SecurityRule[] Nothing = [], Both = [Accept(1, 7000, 7001)], Other = [Accept(2, 7001, 7001)];

    [Fact]
    public void What_both_revisions_refuse_does_not_pass_between_them()
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, "test", Options));
        using var server = _web.Run(() => Bind(Web, 7000));
        using var client = _app.Run(() => Bind(App, 5000));
        // Before: app may send, web does not accept. After: web accepts, app may not send.
        Apply(driver, Both, Other);
        Hold(client);
        Apply(driver, Other, Both);
        TellMac();
        Assert.False(Receives(server));
        using var events = new EventReader(driver.Program.Map("rf_events"), driver.Program.Map("rf_interfaces"), driver.Program.Map("rf_rule_ids"));
        var drop = Assert.Single(_router.Run(events.Read), sample => sample.RemotePort == 7000);
        Assert.Equal(("va", Direction.Egress, EbpfReason.FlowCut, 7000), (drop.Device, drop.Direction, drop.Reason, (int)drop.RemotePort));
    }

    [Fact]
    public void What_the_new_revision_accepts_on_both_sides_passes()
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, "test", Options));
        using var server = _web.Run(() => Bind(Web, 7000));
        using var client = _app.Run(() => Bind(App, 5000));
        Apply(driver, Both, Nothing);
        Hold(client);
        Apply(driver, Both, Both);
        TellMac();
        Assert.True(Receives(server));
    }

    [Fact]
    public void An_established_flow_that_neither_side_may_go_on_with_is_cut_in_the_middle_of_its_way()
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, "test", Options));
        using var server = _web.Run(() => Bind(Web, 7000));
        using var client = _app.Run(() => Bind(App, 5000));
        Apply(driver, Both, Both);
        TellMac();
        client.SendTo([1], new IPEndPoint(Web, 7000));
        Assert.True(Receives(server));
        server.SendTo([2], new IPEndPoint(App, 5000));
        Assert.True(Receives(client));
        // Between the two only web refuses; after the second only app does.
        ForgetMac();
        Hold(client);
        Apply(driver, Both, Other);
        Apply(driver, Other, Both);
        TellMac();
        Assert.False(Receives(server));
        // Web's answer does not come back either.
        server.SendTo([2], new IPEndPoint(App, 5000));
        Assert.False(Receives(client));
    }

    /// <summary>A packet that has passed app's side and waits in the router.</summary>
    private void Hold(Socket client)
    {
        client.SendTo([1, 2, 3], new IPEndPoint(Web, 7000));
        Assert.True(SpinWait.SpinUntil(() => Neighbours().Contains("INCOMPLETE", StringComparison.Ordinal), EnforcedLab.Patience));
    }

    private string Neighbours() => TestNamespace.Output($"ip -n {_router.Name} neigh show dev vw");

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
