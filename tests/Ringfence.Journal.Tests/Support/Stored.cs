using System.Collections.Immutable;
using System.Text;
using Ringfence.Control.Journal;
using Ringfence.Control.Worlds;

namespace Ringfence.Journal.Tests.Support;

/// <summary>Documents and revisions as text, to be compared: records compare their arrays by reference.</summary>
public static class Stored
{
    public static string Text(Change change)
    {
        var stored = DocumentCodec.Encode(change);
        return $"{stored.Kind} {stored.Id} {(stored.Body is { } body ? Encoding.UTF8.GetString(body.Span) : "deleted")}";
    }

    public static string Text(Revision revision) =>
        $"{revision.Number} {revision.At:O} {revision.Origin}\n{string.Join('\n', revision.Changes.Select(Text))}";

    public static string[] Text(ImmutableArray<Revision> revisions) => [.. revisions.Select(Text)];

    /// <summary>The documents that revisions leave, in a fixed order.</summary>
    public static string[] Fold(IEnumerable<Revision> revisions)
    {
        var model = new JournalModel();
        model.Apply(revisions);
        return model.Documents;
    }

    public static string[] Documents(JournalSnapshot snapshot) => [.. snapshot.Documents.Select(Text).Order(StringComparer.Ordinal)];
}
