using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Effective;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Exposure;

/// <summary>How bad it is that something is open to a very wide range.</summary>
public enum ExposureSeverity
{
    /// <summary>A service that is often meant to be public: web, mail, DNS, ping.</summary>
    Low,

    /// <summary>Any other service.</summary>
    Medium,

    /// <summary>A database, a cache, a message broker, a file share.</summary>
    High,

    /// <summary>Administration (SSH, RDP, …), a container or orchestration API, or everything.</summary>
    Critical,
}

/// <summary>A rule that opens something to a very wide range of one family.</summary>
/// <param name="Rule">The rule that opens it.</param>
/// <param name="Severity">How bad all of the services are together.</param>
/// <param name="Services">What of the rule's services is really open: each is decided by this rule for a very wide range of outside addresses.</param>
/// <param name="AddressCount">How many outside addresses of the family reach any of the services.</param>
/// <param name="Family">The family.</param>
/// <param name="Sample">A packet that gets in.</param>
public sealed record ExposureFinding(EffectiveRule Rule, ExposureSeverity Severity, ServiceSet Services, UInt128 AddressCount, AddressFamily Family, SamplePacket Sample);

/// <summary>Finds what the outside can reach through an ingress policy.</summary>
public static class ExposureAnalyzer
{
    /// <summary>A range of at least this many IPv4 addresses (a /8) is very wide.</summary>
    public static readonly UInt128 WideV4 = UInt128.One << 24;

    /// <summary>A range of at least this many IPv6 addresses (a /32, what a provider gets) is very wide.</summary>
    public static readonly UInt128 WideV6 = UInt128.One << 96;

    /// <summary>True when addresses of a family are a very wide range.</summary>
    public static bool IsWide(AddressRanges addresses, AddressFamily family) => addresses.Count(family) >= (family == AddressFamily.IPv4 ? WideV4 : WideV6);

    /// <summary>Every rule that decides to accept packets from a very wide range of outside addresses, worst first; with equal severity in the order of the rules. A rule that is wide in both families is found twice.</summary>
    public static ImmutableArray<ExposureFinding> Analyze(ImmutableArray<EffectiveRule> ingress)
    {
        var findings = new List<ExposureFinding>();
        var undecided = Outside.Packets;
        foreach (var rule in ingress)
        {
            var matched = undecided.Intersect(PacketSet.Of(rule.Addresses, rule.Services));
            if (matched.IsEmpty)
                continue;
            undecided = undecided.Except(matched);
            if (rule.Action != RuleAction.Accept)
                continue;
            foreach (var family in new[] { AddressFamily.IPv4, AddressFamily.IPv6 })
            {
                if (Of(rule, matched, family) is { } finding)
                    findings.Add(finding);
            }
        }

        return [.. findings.OrderByDescending(finding => finding.Severity)];
    }

    /// <summary>What very wide ranges of a family have, service by service: the addresses that have one may lie in any number of rows. Null when no service is that open.</summary>
    private static ExposureFinding? Of(EffectiveRule rule, PacketSet opened, AddressFamily family)
    {
        bool[] isOpen = [.. Enumerable.Range(0, opened.Columns).Select(column => IsWide(opened.FarAddresses(one => one == column), family))];
        if (!isOpen.Contains(true))
            return null;
        var (protocol, port) = WellKnown.First(opened.Services, column => isOpen[column]);
        int sample = opened.ColumnOf(ServicePoint.Of(protocol, port));
        var far = opened.FarAddresses(column => column == sample).Ranges.First(range => range.Family == family).First;
        var services = ServiceAxis.Of(opened.Services, column => isOpen[column]);
        return new ExposureFinding(
            rule, ServiceSeverity.Of(services), services, opened.FarAddresses(column => isOpen[column]).Count(family), family, new SamplePacket(far, protocol, port));
    }
}
