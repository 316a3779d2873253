using System.Collections.Immutable;
using CsCheck;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Effective;
using Ringfence.Policy.Analysis.Exposure;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Tests.Analysis;

public sealed class ExposureTests
{
    /// <summary>Prefixes about as wide as what is called wide, one in the other, and some that lie inside in part.</summary>
    private static readonly Gen<string> Peer = Gen.OneOf("3.0.0.0/8", "3.0.0.0/9", "3.128.0.0/9", "2.0.0.0/7", "8.0.0.0/5", "9.0.0.0/8", "0.0.0.0/0", "10.0.0.0/7", "2600::/32", "2600::/33", "2600::/16", "::/0").Select(one => one);

    private static readonly Gen<string> Service = Gen.OneOf("ALL", "tcp", "tcp:22,80", "tcp:80", "tcp:443", "tcp:1-1000", "tcp:900-1300", "tcp:1001-1024,1100", "udp:53", "icmp").Select(one => one);

    private static readonly Gen<ImmutableArray<EffectiveRule>> Policy = Gen.Select(Peer, Service, Gen.Bool).Array[1, 6]
        .Select(rules => rules.Select((rule, i) => EffectiveRules.Rule(rule.Item1, rule.Item2, rule.Item3, position: i)).ToImmutableArray());

    /// <summary>Piece by piece of the address space, service by service: what a rule decides, counted.</summary>
    [Fact]
    public void A_service_is_in_a_finding_exactly_when_a_very_wide_range_has_it_by_that_rule()
    {
        int wide = 0;
        Sampling.Until(() => wide > 100, () => $"{wide} wide rules", () => Policy.Sample(rules =>
        {
            var findings = ExposureAnalyzer.Analyze(rules);
            foreach (var family in new[] { AddressFamily.IPv4, AddressFamily.IPv6 })
            {
                var pieces = OutsidePieces(rules, family);
                foreach (var rule in rules.Where(rule => rule.Action == RuleAction.Accept))
                {
                    var finding = findings.SingleOrDefault(one => one.Rule == rule && one.Family == family);
                    bool any = false;
                    foreach (var (protocol, port) in EffectiveRules.Edges(rules).Select(packet => (packet.Protocol, packet.Port)).Distinct())
                    {
                        var count = Sum(pieces.Where(piece => EffectiveRules.FirstMatch(rules, piece.First, protocol, port) == rule));
                        bool isWide = count >= (family == AddressFamily.IPv4 ? ExposureAnalyzer.WideV4 : ExposureAnalyzer.WideV6);
                        Assert.Equal(isWide, finding?.Services.Contains(protocol, port) == true);
                        any |= isWide;
                    }

                    Assert.Equal(any, finding is not null);
                    if (finding is null)
                        continue;
                    Interlocked.Increment(ref wide);
                    Assert.Equal(ServiceSeverity.Of(finding.Services), finding.Severity);
                    Assert.Equal((family, rule), (finding.Sample.Far.Family, EffectiveRules.FirstMatch(rules, finding.Sample.Far, finding.Sample.Protocol, finding.Sample.Port)));
                    Assert.True(finding.Services.Contains(finding.Sample.Protocol, finding.Sample.Port));
                }
            }
        }, iter: 300));
    }

    [Fact]
    public void A_range_that_is_shown_in_two_rows_is_as_wide_as_it_is()
    {
        var finding = Assert.Single(ExposureAnalyzer.Analyze([EffectiveRules.Rule("3.0.0.0/9", "tcp:80", accept: false), EffectiveRules.Rule("3.0.0.0/8", "tcp:22,80")]));
        Assert.Equal(("tcp:22", ExposureSeverity.Critical, UInt128.One << 24), (ServiceText.Of(finding.Services), finding.Severity, finding.AddressCount));
    }

    [Fact]
    public void A_door_is_one_however_its_ports_are_cut_by_other_rules()
    {
        EffectiveRule[] above = [EffectiveRules.Rule("4.0.0.0/7", "tcp:3000-3999", accept: false), EffectiveRules.Rule("6.0.0.0/7", "tcp:4500-5200", accept: false)];
        var finding = Assert.Single(ExposureAnalyzer.Analyze([.. above, EffectiveRules.Rule("0.0.0.0/1", "tcp:3300-4800")]));
        Assert.Equal(("tcp:3300-4800", ExposureSeverity.Critical), (ServiceText.Of(finding.Services), finding.Severity));
    }

    private static List<(IpAddress First, UInt128 Count)> OutsidePieces(ImmutableArray<EffectiveRule> rules, AddressFamily family)
    {
        var ranges = rules.SelectMany(rule => rule.Addresses.Ranges).Concat(Outside.Inside.Select(IpRange.Of)).Where(range => range.Family == family).ToList();
        var cuts = ranges.SelectMany(range => range.Last.Value == family.MaxValue() ? [range.First.Value] : new[] { range.First.Value, range.Last.Value + 1 }).Append(UInt128.Zero).Distinct().Order().ToList();
        return
        [
            .. cuts.Zip(cuts.Skip(1).Append(UInt128.Zero), (first, next) => (First: new IpAddress(family, first), Count: (next == 0 ? family.MaxValue() : next - 1) - first + 1))
                .Where(piece => !Outside.Inside.Any(inside => IpRange.Of(inside).Contains(piece.First))),
        ];
    }

    private static UInt128 Sum(IEnumerable<(IpAddress First, UInt128 Count)> pieces) => pieces.Aggregate(UInt128.Zero, (sum, piece) => sum + piece.Count);

    [Theory]
    [InlineData("0.0.0.0/0", "tcp:22", ExposureSeverity.Critical)]
    [InlineData("0.0.0.0/0", "ALL", ExposureSeverity.Critical)]
    [InlineData("::/0", "tcp:3306", ExposureSeverity.High)]
    [InlineData("128.0.0.0/1", "tcp:9999", ExposureSeverity.Medium)]
    [InlineData("0.0.0.0/0", "tcp:80,443", ExposureSeverity.Low)]
    [InlineData("0.0.0.0/0", "icmp", ExposureSeverity.Low)]
    [InlineData("0.0.0.0/0", "tcp:1-65535", ExposureSeverity.Critical)]
    public void What_a_wide_range_reaches_is_rated(string peer, string service, ExposureSeverity severity) =>
        Assert.Equal(severity, Assert.Single(ExposureAnalyzer.Analyze([EffectiveRules.Rule(peer, service)])).Severity);

    [Theory]
    [InlineData("10.0.0.0/8")]
    [InlineData("8.8.8.0/24")]
    [InlineData("fc00::/7")]
    public void What_is_private_or_narrow_is_not_exposed(string peer) => Assert.Empty(ExposureAnalyzer.Analyze([EffectiveRules.Rule(peer, "ALL")]));

    [Theory]
    [InlineData("tcp:22,80", "tcp:80")]
    [InlineData("tcp:3306,6379", "")]
    [InlineData("udp:53,123,161", "udp:53,123")]
    [InlineData("tcp:1-100", "")]
    [InlineData("ALL", "")]
    [InlineData("icmp", "")]
    public void A_rule_may_keep_those_of_its_ports_that_are_often_public(string service, string kept)
    {
        var left = ExposureFix.Kept(EffectiveRules.Rule("0.0.0.0/0", service));
        Assert.Equal(kept, left.ToString());
        Assert.True(left.IsEmpty || ServiceSeverity.Of(left) == ExposureSeverity.Low);
    }

    [Fact]
    public void Only_what_a_rule_itself_decides_counts()
    {
        var finding = Assert.Single(ExposureAnalyzer.Analyze([EffectiveRules.Rule("0.0.0.0/0", "tcp:22", accept: false), EffectiveRules.Rule("0.0.0.0/0", "tcp:22,80")]));
        Assert.Equal(("tcp:80", ExposureSeverity.Low), (ServiceText.Of(finding.Services), finding.Severity));
    }
}
