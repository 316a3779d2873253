using Ringfence.Kernel.Tests.Harness;
using Ringfence.Kernel.Tests.Nftables;
using Ringfence.Linux.Links;

namespace Ringfence.Kernel.Tests.Links;

/// <summary>The list of devices follows the kernel's, whatever is lost on the way.</summary>
public sealed class LinkMonitorTests
{
    private const int Devices = 100;

    [Fact]
    public async Task Messages_that_are_lost_again_and_again_do_not_end_it()
    {
        using var network = new SmallNetwork();
        // So little that hardly any message has room.
        using var monitor = new LinkMonitor(network.Host, () => { }, receiveBytes: 1);
        int before = monitor.Links.Count;
        for (int round = 0; round < 3; round++)
        {
            network.Batch("h", string.Concat(Enumerable.Range(0, Devices).Select(n => $"link add d{n} type bridge\n")));
            await EnforcedLab.EventuallyAsync(() => monitor.Links.Count == before + Devices, "every device that came is known");
            network.Batch("h", string.Concat(Enumerable.Range(0, Devices).Select(n => $"link del d{n}\n")));
            await EnforcedLab.EventuallyAsync(() => monitor.Links.Count == before, "no device that went is known");
        }
    }
}
