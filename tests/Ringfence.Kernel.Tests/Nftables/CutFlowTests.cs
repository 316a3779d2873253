using Ringfence.Datapath.Flows;
using Ringfence.Datapath.Nftables;
using Ringfence.Linux.Conntrack;
using Ringfence.Linux.Nftables;
using Ringfence.Linux.Threads;

namespace Ringfence.Kernel.Tests.Nftables;

/// <summary>The bars of cut flows in the kernel.</summary>
public sealed class CutFlowTests() : DriverTest(bridged: false)
{
    private static CutFlow Flow(bool isIPv6, ushort port)
    {
        var reply = new ConntrackTuple(isIPv6, 0x0a090201, 0x0a090101, 6, 80, port);
        var original = new ConntrackTuple(isIPv6, 0x0a090101, 0x0a090201, 6, port, 80);
        return new CutFlow(original, reply, FlowMark.BothAccepted, TimeProvider.System.GetTimestamp() + (100 * TimeProvider.System.TimestampFrequency));
    }

    [Fact]
    public async Task Any_number_of_bars_is_lifted_in_one_transaction_although_one_has_run_out()
    {
        await Datapath.ApplyAsync(Policies.GuestB());
        using var thread = new NamespaceThread("cut flows", Network.Host);
        using var watch = await thread.RunAsync(() => new NftWatch());
        uint generation = await thread.RunAsync(() =>
        {
            using var tables = new NftTables();
            return PreviousTables.Read(tables).Generation;
        });
        CutFlow[] flows = [Flow(false, 1001), Flow(false, 1002), Flow(true, 1003), Flow(true, 1004)];
        var cutter = (IFlowCutter)Datapath;
        Assert.True(await cutter.CutAsync(generation, [], flows[..3]));
        Assert.Contains("1002", Bars("cut_v4"), StringComparison.Ordinal);
        Assert.Contains("1003", Bars("cut_v6"), StringComparison.Ordinal);

        uint before = watch.Generation();
        await cutter.LiftAsync(flows);
        Assert.Equal(before + 1, watch.Generation());
        Assert.DoesNotContain("elements", Bars("cut_v4") + Bars("cut_v6"), StringComparison.Ordinal);
    }

    private string Bars(string set) => Command.In(Network.Host, $"nft -n list set inet ringfence {set}");
}
