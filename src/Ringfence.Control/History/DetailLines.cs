using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.History;

/// <summary>Collects the lines that tell what differs between two documents, no more than anybody reads.</summary>
internal sealed class DetailLines
{
    private readonly ImmutableArray<string>.Builder _lines = ImmutableArray.CreateBuilder<string>();
    private int _more;

    /// <summary>Whether another line is still told: when not, its text need not be made.</summary>
    public bool HasRoom => _lines.Count < ResourceChange.MaximumDetails - 1;

    /// <summary>A line, if there is room for it.</summary>
    public void Add(string line)
    {
        if (HasRoom)
            _lines.Add(line);
        else
            _more++;
    }

    /// <summary>A line when a value differs; null is a document that is not there, "" a value that is not.</summary>
    public void Text(string what, string? before, string? after)
    {
        before ??= "";
        after ??= "";
        if (before == after)
            return;
        Add(before.Length == 0 ? $"{what}: {Faults.Show(after)}"
            : after.Length == 0 ? $"{what}: was {Faults.Show(before)}"
            : $"{what}: {Faults.Show(before)} became {Faults.Show(after)}");
    }

    /// <summary>Tags as the value of <see cref="Text"/>; null for a document that is not there.</summary>
    public static string? Tags(ImmutableArray<Tag>? tags) => tags is { } given ? string.Join(", ", given.Select(tag => $"{tag.Key}={tag.Value}")) : null;

    public ImmutableArray<string> ToImmutable()
    {
        if (_more > 0)
            _lines.Add($"and {_more} more");
        return _lines.ToImmutable();
    }
}
