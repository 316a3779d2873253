using Ringfence.Datapath;
using Ringfence.Policy.Evaluation;

namespace Ringfence.Kernel.Tests.Nftables;

/// <summary>What passes without a rule passes, and can be turned off.</summary>
public sealed class EssentialsTests() : DriverTest(bridged: false)
{
    [Fact]
    public async Task Neighbours_are_found_without_a_rule()
    {
        using var web = Network.Listen("b", 80, v6: true);
        await Datapath.ApplyAsync(Policies.GuestB("+tcp:80 0.0.0.0/0", "+tcp:80 ::/0").WithList("out", Policy.Rules.Direction.Egress));
        Network.Batch("b", "neigh flush dev eth0\n");
        Command.Run("ip", $"-n {Network.Host} neigh flush dev tapb");
        Assert.True(await Network.Reaches("a", "10.9.2.1", 80, Cancellation));
        Assert.True(await Network.Reaches("a", "fd09:2::1", 80, Cancellation));
    }

    [Fact]
    public async Task Each_can_be_turned_off()
    {
        using var web = Network.Listen("b", 80, v6: true);
        var policy = Policies.GuestB("+tcp:80 0.0.0.0/0", "+tcp:80 ::/0");
        (LinkEssentials, bool, bool)[] cases =
        [
            (LinkEssentials.All & ~LinkEssentials.Arp, false, true), (LinkEssentials.All & ~LinkEssentials.NeighbourDiscovery, true, false),
            (LinkEssentials.None, false, false),
        ];
        foreach (var (essentials, v4, v6) in cases)
        {
            await using var strict = Open(new EnforcementOptions { Essentials = essentials });
            await strict.ApplyAsync(policy);
            Network.Batch("b", "neigh flush dev eth0\n");
            Command.Run("ip", $"-n {Network.Host} neigh flush dev tapb");
            Assert.Equal(v4, await Network.Reaches("a", "10.9.2.1", 80, Cancellation));
            Assert.Equal(v6, await Network.Reaches("a", "fd09:2::1", 80, Cancellation));
            await strict.ReleaseAsync();
        }

        Assert.DoesNotContain("ringfence", Command.In(Network.Host, "nft list tables"), StringComparison.Ordinal);
    }
}
