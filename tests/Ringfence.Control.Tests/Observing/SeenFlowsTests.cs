using Ringfence.Control.HostQueries;
using Ringfence.Control.Observing;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Tests.Observing;

public sealed class SeenFlowsTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_conversation_counts_once_however_often_it_is_listed_and_again_when_it_comes_back()
    {
        var seen = new SeenFlows(Start);
        Look(seen, 0, Flow(40001), Flow(40002));
        Look(seen, 3, Flow(40001), Flow(40003));
        Look(seen, 6);
        Look(seen, 9, Flow(40001));
        var (flows, total, leftOut) = seen.Read();
        var one = Assert.Single(flows);
        Assert.Equal((4L, 4L, 0L), (one.Flows, total, leftOut));
        Assert.Equal((4L, 0L), seen.Count());
        Assert.Equal((Start, Start.AddSeconds(9), new RuleId(7)), (one.FirstSeen, one.LastSeen, one.Rule!.Value));
        Assert.Equal(new SeenKey("eni-1", Direction.Ingress, IpProtocol.Tcp, IpAddress.Parse("10.0.0.1"), IpAddress.Parse("192.0.2.1"), 80), one.Key);
    }

    [Fact]
    public void Another_opening_of_the_same_ports_counts_where_the_host_tells_it()
    {
        var seen = new SeenFlows(Start);
        Look(seen, 0, Flow(40001) with { OpenedAt = Start });
        Look(seen, 3, Flow(40001) with { OpenedAt = Start.AddSeconds(2) });
        Look(seen, 6, Flow(40001) with { OpenedAt = Start.AddSeconds(2).AddMilliseconds(4) });
        Assert.Equal(2, seen.Read().Total);
    }

    [Fact]
    public void What_finds_no_row_is_counted()
    {
        var seen = new SeenFlows(Start);
        Look(seen, 0, [.. Enumerable.Range(0, SeenFlows.Most + 5).Select(i => Flow(40001) with { Remote = IpAddress.V4(0x0a00_0000 + (uint)i) })]);
        var (flows, total, leftOut) = seen.Read();
        Assert.Equal((SeenFlows.Most, SeenFlows.Most + 5L, 5L), (flows.Length, total, leftOut));
    }

    [Fact]
    public void A_host_that_could_not_be_read_to_the_end_opens_nothing_anew()
    {
        var seen = new SeenFlows(Start);
        Look(seen, 0, Flow(40001), Flow(40002));
        seen.Begin("h2");
        seen.Add(Flow(40003), null, Start);
        seen.End();

        // h1 is not asked at all, then its listing breaks off after one that is new.
        seen.Begin("h2");
        seen.Add(Flow(40003), null, Start.AddSeconds(3));
        seen.End();
        seen.Begin("h1");
        seen.Add(Flow(40004), null, Start.AddSeconds(6));
        Look(seen, 9, Flow(40001), Flow(40002), Flow(40004));
        Assert.Equal(4, seen.Read().Total);

        // What is not looked at any more is forgotten, and counts again when it is.
        seen.Retain(new HashSet<string> { "h2" });
        Look(seen, 12, Flow(40001));
        Assert.Equal(5, seen.Read().Total);
    }

    [Fact]
    public void What_lives_at_one_time_is_bounded_over_all_hosts()
    {
        var seen = new SeenFlows(Start);
        foreach (string host in (string[])["h1", "h2", "h1", "h2"])
        {
            seen.Begin(host);
            for (int i = 0; i < 60_000; i++)
                seen.Add(Flow((ushort)i) with { InterfaceId = host }, null, Start);
            seen.End();
        }

        Assert.Equal(100_000, seen.Read().Total);
    }

    private static void Look(SeenFlows seen, int second, params ObservedFlow[] flows)
    {
        seen.Begin("h1");
        foreach (var flow in flows)
            seen.Add(flow, new RuleId(7), Start.AddSeconds(second));
        seen.End();
    }

    private static ObservedFlow Flow(ushort port) => new(
        "eni-1", Direction.Ingress, IpProtocol.Tcp, IpAddress.Parse("10.0.0.1"), 80, IpAddress.Parse("192.0.2.1"), port, "TcpEstablished", null, null, null, null, true);
}
