using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>A group as a file gives it: text, nothing checked yet. What is null is not given.</summary>
public sealed record GroupImport
{
    /// <summary>Where it stands in the file (<c>SecurityGroups.3</c>): what faults are told with.</summary>
    public required string Path { get; init; }

    /// <summary>The id that it had where the file comes from; other groups of the file may name it by this.</summary>
    public string? Id { get; init; }

    public string? Name { get; init; }

    public string? Description { get; init; }

    public string? ProjectId { get; init; }

    /// <summary>It is the default group of its project.</summary>
    public bool IsDefault { get; init; }

    public ImmutableArray<Tag>? Tags { get; init; }

    /// <summary><c>ENFORCE</c> or <c>OBSERVE</c>; not given, a group keeps its mode, and a new one is enforced.</summary>
    public string? Mode { get; init; }

    /// <summary>The whole list; <see cref="RuleSpec.SecurityGroupId"/> may be a group's name.</summary>
    public ImmutableArray<RuleSpec>? Ingress { get; init; }

    /// <summary>As <see cref="Ingress"/>.</summary>
    public ImmutableArray<RuleSpec>? Egress { get; init; }
}
