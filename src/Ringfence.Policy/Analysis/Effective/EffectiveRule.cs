using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Effective;

/// <summary>
/// A rule at its place in an interface's effective policy, with what stands behind its peer and service at this moment: a group's members, a template's entries.
/// </summary>
/// <param name="Id">Stable identity.</param>
/// <param name="GroupId">The group that holds it.</param>
/// <param name="Position">Its zero-based position in that group's list of the direction.</param>
/// <param name="Peer">The peer as people know it: a prefix, or an id.</param>
/// <param name="Addresses">The far addresses. Empty: a group or template that nobody is in.</param>
/// <param name="Services">The services. Empty: a template without entries.</param>
/// <param name="Action">What happens to a match.</param>
public sealed record EffectiveRule(
    RuleId Id, string GroupId, int Position, string Peer, AddressRanges Addresses, ServiceSet Services, RuleAction Action)
{
    /// <summary>The service template or group of them that <see cref="Services"/> came from; null: the rule has them itself.</summary>
    public string? ServiceTemplateId { get; init; }

    /// <summary>What stands for rules where every group is in observe mode: it accepts everything, and is in no group.</summary>
    public static EffectiveRule PassAll { get; } = new(RuleId.PassAll, "", -1, "ALL", AddressRanges.Everywhere, ServiceSet.Of(Service.Any), RuleAction.Accept);

    /// <summary>True when the rule decides the packet unless one above does.</summary>
    public bool Matches(IpAddress far, IpProtocol protocol, ushort port) => Addresses.Contains(far) && Services.Contains(protocol, port);
}
