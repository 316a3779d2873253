using Ringfence.Control.Journal;
using Ringfence.Control.Worlds;

namespace Ringfence.Journal.Tests.Support;

/// <summary>A second, plain fold of revisions, to hold journals against.</summary>
public sealed class JournalModel
{
    private readonly SortedDictionary<string, string> _documents = new(StringComparer.Ordinal);

    /// <summary>The documents at the head, in a fixed order.</summary>
    public string[] Documents => [.. _documents.Values.Order(StringComparer.Ordinal)];

    public void Apply(IEnumerable<Revision> revisions)
    {
        foreach (var change in revisions.SelectMany(revision => revision.Changes))
        {
            var stored = DocumentCodec.Encode(change);
            string key = $"{stored.Kind} {stored.Id}";
            if (stored.Body is null)
                _documents.Remove(key);
            else
                _documents[key] = Stored.Text(change);
        }
    }
}
