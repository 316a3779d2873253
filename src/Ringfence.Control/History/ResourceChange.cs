using System.Collections.Immutable;

namespace Ringfence.Control.History;

/// <summary>What happened to a resource.</summary>
public enum ResourceOperation
{
    Create,
    Modify,
    Delete,
}

/// <summary>One resource's change, for people.</summary>
/// <param name="Type">What it is: <c>SecurityGroup</c>, <c>Instance</c>, <c>NetworkInterface</c>, ….</param>
/// <param name="Id">Its id; "" for one that has none yet.</param>
/// <param name="Name">Its name after the change, or before it when it is gone.</param>
/// <param name="Operation">What happened.</param>
/// <param name="Details">One line for each thing that differs. At most <see cref="MaximumDetails"/>, the last one saying how many more there are.</param>
public sealed record ResourceChange(string Type, string Id, string Name, ResourceOperation Operation, ImmutableArray<string> Details)
{
    /// <summary>How many lines are told of one resource.</summary>
    public const int MaximumDetails = 100;

    /// <summary>The change of a document that was, or is, or both.</summary>
    internal static ResourceChange Of(string type, string? idBefore, string? idAfter, string? nameBefore, string? nameAfter, DetailLines lines) => new(
        type,
        idAfter ?? idBefore ?? "",
        nameAfter ?? nameBefore ?? "",
        idBefore is null ? ResourceOperation.Create : idAfter is null ? ResourceOperation.Delete : ResourceOperation.Modify,
        lines.ToImmutable());
}
