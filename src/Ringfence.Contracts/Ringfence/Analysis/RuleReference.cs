using System.Text.Json.Serialization;

namespace Ringfence.Contracts.Ringfence.Analysis;

/// <summary>
/// A rule as an analysis names it. One with the id 0, <c>PolicyIndex</c> -1 and no group stands for rules where every group of an interface is in observe mode: everything is let through there.
/// </summary>
/// <param name="SecurityGroupId">The group that holds it.</param>
/// <param name="PolicyIndex">Its position in the group's list of the direction.</param>
/// <param name="RuleId">Its stable id.</param>
/// <param name="Peer">A CIDR block or the id of a group or template.</param>
/// <param name="Service">What stands behind its service now: <c>tcp:80,443</c>, <c>ALL</c>.</param>
/// <param name="Action"><c>ACCEPT</c> or <c>DROP</c>.</param>
public sealed record RuleReference(string SecurityGroupId, int PolicyIndex, long RuleId, string Peer, string Service, string Action)
{
    /// <summary>The service template or group of them that the service is of; absent when the rule has its service itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ServiceTemplateId { get; init; }
}

/// <summary>One packet.</summary>
/// <param name="Address">The far address: the source for ingress, the destination for egress.</param>
/// <param name="Protocol"><c>tcp</c>, <c>icmp</c>, or a number.</param>
/// <param name="Port">The destination port; 0 for protocols without ports.</param>
public sealed record PacketSampleRecord(string Address, string Protocol, int Port);
