using System.Collections.Immutable;
using Ringfence.Contracts.Common;

namespace Ringfence.Contracts.Ringfence.Guards;

/// <summary>A guard: nothing from <see cref="From"/> but <see cref="Except"/> may reach <see cref="To"/> on <see cref="Services"/>.</summary>
public sealed record GuardRecord
{
    /// <summary><c>guard-…</c></summary>
    public required string GuardId { get; init; }

    /// <summary>Its name.</summary>
    public required string GuardName { get; init; }

    /// <summary>What it is for.</summary>
    public required string Description { get; init; }

    /// <summary>Who may not reach.</summary>
    public required GuardEndRecord From { get; init; }

    /// <summary>Who may all the same.</summary>
    public required GuardEndRecord Except { get; init; }

    /// <summary>Who may not be reached.</summary>
    public required GuardEndRecord To { get; init; }

    /// <summary>On what.</summary>
    public required ImmutableArray<string> Services { get; init; }

    /// <summary>The same in words.</summary>
    public required string Sentence { get; init; }

    /// <summary><c>HOLDS</c> or <c>VIOLATED</c>.</summary>
    public required string State { get; init; }

    /// <summary>A packet that breaks it; absent when it holds.</summary>
    public GuardWitnessRecord? Witness { get; init; }

    /// <summary>Instances that it names and that are not registered any more.</summary>
    public required ImmutableArray<string> MissingInstanceIds { get; init; }

    /// <summary>UTC.</summary>
    public required string CreatedTime { get; init; }

    /// <summary>UTC.</summary>
    public required string UpdatedTime { get; init; }
}

/// <summary>One end of a guard: whatever any part means.</summary>
/// <param name="All">Everybody.</param>
/// <param name="Outside">Every address that no interface known here has in the network of the one that is reached.</param>
/// <param name="CidrBlocks">Addresses, blocks and ranges.</param>
/// <param name="SecurityGroupIds">Interfaces bound to these groups.</param>
/// <param name="AddressTemplateIds">Addresses behind these templates (<c>ipm-</c>, <c>ipmg-</c>).</param>
/// <param name="Tags">Interfaces bound to a group with one of these tags.</param>
/// <param name="InstanceIds">Interfaces of these instances.</param>
public sealed record GuardEndRecord(
    bool All, bool Outside, ImmutableArray<string> CidrBlocks, ImmutableArray<string> SecurityGroupIds, ImmutableArray<string> AddressTemplateIds, ImmutableArray<Tag> Tags,
    ImmutableArray<string> InstanceIds);

/// <summary>A packet that reaches although a guard says that it may not.</summary>
/// <param name="Source">Its source.</param>
/// <param name="SourceNetworkInterfaceId">The interface that has the source; "" when none known here does.</param>
/// <param name="Destination">An address of the interface that is reached; "" when it has none.</param>
/// <param name="NetworkInterfaceId">The interface that is reached.</param>
/// <param name="InstanceId">Its instance.</param>
/// <param name="Protocol">The protocol.</param>
/// <param name="Port">The destination port; 0 for protocols without ports.</param>
/// <param name="SecurityGroupId">The group of the ingress rule that lets it in.</param>
/// <param name="PolicyIndex">The rule's position in the group.</param>
/// <param name="RuleId">The rule.</param>
/// <param name="Text">All of it in words.</param>
public sealed record GuardWitnessRecord(
    string Source, string SourceNetworkInterfaceId, string Destination, string NetworkInterfaceId, string InstanceId, string Protocol, int Port, string SecurityGroupId, int PolicyIndex, long RuleId, string Text);

/// <summary>Answer of CreateGuards and ModifyGuard.</summary>
/// <param name="GuardSet">The guards, in the order of the request.</param>
/// <param name="Revision">The revision of the change.</param>
public sealed record CreateGuardsResponse(ImmutableArray<GuardRecord> GuardSet, long Revision);

/// <summary>Answer of DeleteGuards.</summary>
/// <param name="Revision">The revision of the change.</param>
public sealed record DeleteGuardsResponse(long Revision);

/// <summary>Answer of DescribeGuards.</summary>
/// <param name="GuardSet">The page, by id.</param>
/// <param name="TotalCount">How many match.</param>
/// <param name="Revision">The revision that they were held against.</param>
/// <param name="Limits">What is not seen.</param>
public sealed record DescribeGuardsResponse(ImmutableArray<GuardRecord> GuardSet, long TotalCount, long Revision, ImmutableArray<string> Limits);
