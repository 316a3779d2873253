using System.Globalization;
using Ringfence.Datapath;
using Ringfence.Datapath.Flows;
using Ringfence.Datapath.Nftables;
using Ringfence.Linux.Conntrack;
using Ringfence.Linux.Nftables;
using Ringfence.Linux.Threads;

namespace Ringfence.Kernel.Tests.Nftables;

/// <summary>What the next life reads of the tables, against what the nft command prints of them.</summary>
public sealed class PreviousTablesTests() : DriverTest(bridged: true)
{
    [Fact]
    public async Task The_next_life_reads_what_the_kernel_holds()
    {
        await Datapath.ApplyAsync(Policies.GuestB("+tcp:80 0.0.0.0/0"));
        var first = await ReadAsync(PreviousTables.Read);
        string commit = Command.In(Network.Host, "nft list chain inet ringfence commit");
        Assert.Contains($"ct mark set 0x{FlowMark.Of(first.Generation, FlowMark.BothAccepted).ToString("x8", CultureInfo.InvariantCulture)}", commit, StringComparison.Ordinal);
        Assert.Equal(default(HookPriority), first.Priority);
        Assert.Equal(DropReason.Inet.Concat(DropReason.Bridge).Order(StringComparer.Ordinal), first.Counters.Keys);
        var (device, number) = Assert.Single(first.DeviceNumbers);
        Assert.Contains($"\"{device}\" : goto b{number}", Command.In(Network.Host, "nft list map bridge ringfence from_ports"), StringComparison.Ordinal);

        await using var next = Open(new EnforcementOptions());
        await next.ApplyAsync(Policies.GuestB("+tcp:81 0.0.0.0/0"));
        var second = await ReadAsync(PreviousTables.Read);
        Assert.Equal(FlowMark.Next(first.Generation), second.Generation);
        Assert.Equal(default(HookPriority).Up, second.Priority);
        Assert.Equal(first.DeviceNumbers, second.DeviceNumbers);
    }

    [Fact]
    public async Task Bars_are_read_with_the_time_that_they_have_left()
    {
        await Datapath.ApplyAsync(Policies.GuestB());
        ConntrackTuple v4 = new(false, 0x0a090201, 0x0a090101, 6, 80, 1001), v6 = new(true, (UInt128)0xfd09 << 112, ((UInt128)0xfd09 << 112) | 7, 17, 53, 65535);
        uint generation = (await ReadAsync(PreviousTables.Read)).Generation;
        Assert.True(await ((IFlowCutter)Datapath).CutAsync(generation, [], [Cut(v4), Cut(v6)]));

        var bars = await ReadAsync(tables => PreviousBars.Read(tables, TimeProvider.System));
        Assert.Equal([v4, v6], bars.Select(bar => bar.Reply));
        Assert.Equal([Opposite(v4), Opposite(v6)], bars.Select(bar => bar.Original));
        Assert.All(bars, bar => Assert.InRange((bar.Until - TimeProvider.System.GetTimestamp()) / TimeProvider.System.TimestampFrequency, 1, 1000));
    }

    [Fact]
    public async Task Where_there_is_no_table_there_is_nothing()
    {
        var nothing = await ReadAsync(PreviousTables.Read);
        Assert.Equal((0u, null), (nothing.Generation, nothing.Priority));
        Assert.Empty(nothing.Counters);
        Assert.Empty(nothing.DeviceNumbers);
        Assert.Empty(await ReadAsync(tables => PreviousBars.Read(tables, TimeProvider.System)));
        Assert.False(await ReadAsync(PreviousTables.Exist));
    }

    private static CutFlow Cut(ConntrackTuple reply) =>
        new(Opposite(reply), reply, FlowMark.BothAccepted, TimeProvider.System.GetTimestamp() + (1000 * TimeProvider.System.TimestampFrequency));

    private static ConntrackTuple Opposite(ConntrackTuple tuple) =>
        new(tuple.IsIPv6, tuple.Destination, tuple.Source, tuple.Protocol, tuple.DestinationPort, tuple.SourcePort);

    private async Task<T> ReadAsync<T>(Func<NftTables, T> read)
    {
        using var thread = new NamespaceThread("previous tables", Network.Host);
        return await thread.RunAsync(() =>
        {
            using var tables = new NftTables();
            return read(tables);
        });
    }
}
