using System.Collections.Immutable;

namespace Ringfence.Control.Commands;

/// <summary>A rule as a caller gives it: text, nothing checked yet. Empty text counts as absent (reference A.7).</summary>
public sealed record RuleSpec
{
    public long? PolicyIndex { get; init; }

    public string? Protocol { get; init; }

    public string? Port { get; init; }

    public string? CidrBlock { get; init; }

    public string? Ipv6CidrBlock { get; init; }

    public string? SecurityGroupId { get; init; }

    public string? AddressTemplateId { get; init; }

    public string? AddressTemplateGroupId { get; init; }

    public string? ServiceTemplateId { get; init; }

    public string? ServiceTemplateGroupId { get; init; }

    public string? Action { get; init; }

    public string? Description { get; init; }

    /// <summary>True when anything but the index is given.</summary>
    public bool HasContent => new[]
    {
        Protocol, Port, CidrBlock, Ipv6CidrBlock, SecurityGroupId, AddressTemplateId, AddressTemplateGroupId, ServiceTemplateId, ServiceTemplateGroupId, Action, Description,
    }.Any(text => !string.IsNullOrEmpty(text));
}

/// <summary>A set of rules as a caller gives it. An empty list counts as absent (reference A.12).</summary>
/// <param name="Version">The version the caller saw; null or "" means no check.</param>
/// <param name="Ingress">Rules towards the instance.</param>
/// <param name="Egress">Rules from the instance.</param>
public sealed record RuleSetSpec(string? Version, ImmutableArray<RuleSpec> Ingress, ImmutableArray<RuleSpec> Egress)
{
    public static RuleSetSpec Empty { get; } = new(null, [], []);
}
