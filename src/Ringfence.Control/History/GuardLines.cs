using Ringfence.Control.Guards;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.History;

/// <summary>Tells what a change made of a guard.</summary>
internal static class GuardLines
{
    public static ResourceChange Describe(Guard? before, Guard? after)
    {
        var lines = new DetailLines();
        lines.Text("Name", before?.Name, after?.Name);
        lines.Text("Description", before?.Description, after?.Description);
        lines.Text("Means", Sentence(before), Sentence(after));
        return ResourceChange.Of("Guard", before?.Id, after?.Id, before?.Name, after?.Name, lines);
    }

    private static string? Sentence(Guard? guard) => guard is null ? null : GuardText.Of(guard);
}
