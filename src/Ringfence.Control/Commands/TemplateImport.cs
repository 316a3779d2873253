using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>A parameter template or a group of templates as a file gives it: text, nothing checked yet. What is null is not given.</summary>
public sealed record TemplateImport
{
    /// <summary>Where it stands in the file (<c>AddressTemplates.3</c>): what faults are told with.</summary>
    public required string Path { get; init; }

    public required TemplateKind Kind { get; init; }

    /// <summary>The id that it had where the file comes from; the rest of the file may name it by this.</summary>
    public string? Id { get; init; }

    public string? Name { get; init; }

    public ImmutableArray<Tag>? Tags { get; init; }

    /// <summary>The whole list; of a group of templates the ids or names of templates.</summary>
    public ImmutableArray<MemberSpec>? Members { get; init; }
}
