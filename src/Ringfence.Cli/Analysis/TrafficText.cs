using System.Globalization;
using Ringfence.Cli.Output;
using Ringfence.Cli.Rules;
using Ringfence.Contracts.Ringfence.Analysis;

namespace Ringfence.Cli.Analysis;

/// <summary>Rules, rows and packets of answers, in the words in which rules are given.</summary>
internal static class TrafficText
{
    /// <summary>Addresses of a row that are shown; the others are counted.</summary>
    private const int Addresses = 3;

    /// <summary><c>in</c> or <c>out</c>.</summary>
    public static RuleDirection Direction(string direction) => direction == "INGRESS" ? RuleDirection.In : RuleDirection.Out;

    /// <summary><c>accept tcp:80 from 10.0.0.0/8</c>.</summary>
    public static string Phrase(RuleReference rule, string direction, RuleNames names) =>
        IsNone(rule) ? "every group is in observe mode" : $"{rule.Action.ToLowerInvariant()} {Service(rule, names)} {Direction(direction).Preposition()} {names.Describe(rule.Peer)}";

    /// <summary>A template by its name, with what is in it: the name is what the rule says, the content is what decides.</summary>
    private static string Service(RuleReference rule, RuleNames names) =>
        rule.ServiceTemplateId is { } template ? $"{names.Describe(template)} [{Service(rule.Service)}]" : Service(rule.Service);

    /// <summary>Services as a rule would be given: a protocol alone is all of its ports.</summary>
    public static string Service(string services) => services.ToLowerInvariant().Replace(":all", "", StringComparison.Ordinal);

    /// <summary><c>web (sg-12345678) in 3</c>.</summary>
    public static string Place(RuleReference rule, string direction, RuleNames names) =>
        IsNone(rule) ? "no rule" : string.Create(CultureInfo.InvariantCulture, $"{names.Describe(rule.SecurityGroupId)} {Direction(direction).Word()} {rule.PolicyIndex}");

    /// <summary>True for what stands for rules where every group is in observe mode.</summary>
    public static bool IsNone(RuleReference rule) => rule.RuleId == 0;

    /// <summary>The first addresses of a row.</summary>
    public static string Peer(TrafficRow row) => Few.Of([.. row.Addresses.Take(Addresses)], row.AddressRangeCount);

    /// <summary><c>10.0.0.1 tcp:443</c>.</summary>
    public static string Sample(PacketSampleRecord packet) =>
        packet.Port == 0 ? $"{packet.Address} {packet.Protocol}" : string.Create(CultureInfo.InvariantCulture, $"{packet.Address} {packet.Protocol}:{packet.Port}");

    /// <summary><c>at revision 7</c>, or the present one as proposed changes would make it.</summary>
    public static string When(long revision) => revision < 0 ? "after the changes" : string.Create(CultureInfo.InvariantCulture, $"at revision {revision}");

    /// <summary>What an answer does not see.</summary>
    public static void PrintLimits(Printer people, IEnumerable<string> limits)
    {
        people.Line("");
        foreach (string limit in limits)
            people.Line($"Note: {limit}");
    }
}
