using System.Collections.Immutable;

namespace Ringfence.Control.Commands;

/// <summary>A binding as a file gives it: text, nothing checked yet. What is null is not given.</summary>
public sealed record BindingImport
{
    /// <summary>Where it stands in the file (<c>Bindings.3</c>): what faults are told with.</summary>
    public required string Path { get; init; }

    /// <summary>An instance, which means its primary interface, by its id or a name that no other has.</summary>
    public string? Instance { get; init; }

    /// <summary>An interface by its id.</summary>
    public string? NetworkInterface { get; init; }

    /// <summary>The whole list, highest priority first: ids, of the file or of the world, or names of groups of the instance's project.</summary>
    public ImmutableArray<string>? SecurityGroups { get; init; }
}
