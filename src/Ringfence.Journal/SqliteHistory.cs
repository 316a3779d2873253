using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Ringfence.Control.Journal;
using Ringfence.Control.Worlds;

namespace Ringfence.Journal;

/// <summary>Reads of the log: what was committed, and what documents were at a revision.</summary>
internal sealed class SqliteHistory(SqliteConnection connection)
{
    private const string Columns = "number, at, secret_id, remote, request_id, action, changes, account, region";

    /// <summary>Revisions from a number on, oldest first.</summary>
    public ImmutableArray<Revision> Read(long from, int limit)
    {
        using var command = connection.Statement($"SELECT {Columns} FROM revisions WHERE number >= $1 ORDER BY number LIMIT $2", "$1", "$2");
        command.Parameters[0].Value = from;
        command.Parameters[1].Value = limit;
        using var reader = command.ExecuteReader();
        var revisions = ImmutableArray.CreateBuilder<Revision>();
        while (reader.Read())
            revisions.Add(ReadRevision(reader, int.MaxValue));
        return revisions.DrainToImmutable();
    }

    /// <summary>The revisions that match, newest first, each with what was before it.</summary>
    public RevisionPage Find(RevisionQuery query)
    {
        using var command = connection.CreateCommand();
        var where = new SqlCondition(command).Equal("account", query.Scope?.Account).Equal("region", query.Scope?.Region).Equal("number", query.Number)
            .From("at", query.From).Before("at", query.Before).In("secret_id", query.SecretIds).In("action", query.Actions);
        if (!query.DocumentIds.IsEmpty)
            where.Literally($"number IN (SELECT revision FROM revision_documents WHERE id IN ({where.List(query.DocumentIds)}))");
        command.CommandText = $"SELECT count(*) FROM revisions WHERE {where}";
        long total = (long)command.ExecuteScalar()!;
        command.CommandText = $"SELECT {Columns}, json_array_length(changes) FROM revisions WHERE {where} ORDER BY number DESC LIMIT $limit OFFSET $offset";
        command.Parameters.AddWithValue("$limit", query.Limit);
        command.Parameters.AddWithValue("$offset", query.Offset);
        var found = new List<(Revision Revision, int Changes)>();
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
                found.Add((ReadRevision(reader, query.ChangeLimit), reader.GetInt32(9)));
        }

        return new RevisionPage([.. found.Select(row => new PastRevision(row.Revision, At(row.Revision.Number - 1, Keys(row.Revision)), row.Changes))], total);
    }

    /// <summary>Which documents the revisions after one changed, up to another.</summary>
    public IReadOnlyCollection<DocumentKey> Touched(long after, long head)
    {
        using var command = connection.Statement(
            "SELECT DISTINCT change.value ->> 'kind', change.value ->> 'id' FROM revisions, json_each(revisions.changes) AS change WHERE number > $1 AND number <= $2", "$1", "$2");
        command.Parameters[0].Value = after;
        command.Parameters[1].Value = head;
        using var reader = command.ExecuteReader();
        var keys = new List<DocumentKey>();
        while (reader.Read())
            keys.Add(new DocumentKey(reader.GetString(0), reader.GetString(1)));
        return keys;
    }

    /// <summary>What documents were at a revision, in their order; a document that was not there is a deletion.</summary>
    public ImmutableArray<Change> At(long revision, IReadOnlyList<DocumentKey> keys)
    {
        // A revision can hold thousands of documents: each is read once, whatever the number of documents that are wanted from it.
        var found = new Dictionary<DocumentKey, Change>();
        foreach (var holder in keys.Distinct().GroupBy(key => LastBefore(revision, key)))
        {
            var wanted = holder.ToHashSet();
            foreach (var change in holder.Key is { } number ? ReadChanges(number) : wanted.Select(Gone))
            {
                if (DocumentKey.Of(change) is var key && wanted.Contains(key))
                    found[key] = change;
            }
        }

        return [.. keys.Select(key => found[key])];
    }

    private long? LastBefore(long revision, DocumentKey key)
    {
        using var command = connection.Statement("SELECT max(revision) FROM revision_documents WHERE id = $1 AND kind = $2 AND revision <= $3", "$1", "$2", "$3");
        command.Parameters[0].Value = key.Id;
        command.Parameters[1].Value = key.Kind;
        command.Parameters[2].Value = revision;
        return command.ExecuteScalar() as long?;
    }

    private ImmutableArray<Change> ReadChanges(long number)
    {
        using var command = connection.Statement("SELECT changes FROM revisions WHERE number = $1", "$1");
        command.Parameters[0].Value = number;
        using var reader = command.ExecuteReader();
        return reader.Read() ? RevisionCodec.Decode(reader.GetFieldValue<byte[]>(0)) : throw new InvalidDataException($"Revision {number} is missing.");
    }

    private static Revision ReadRevision(SqliteDataReader reader, int changeLimit)
    {
        var origin = new Origin(reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5));
        return new Revision(reader.GetInt64(0), SqliteTime.Read(reader.GetString(1)), origin, RevisionCodec.Decode(reader.GetFieldValue<byte[]>(6), changeLimit))
        {
            Scope = new Scope(reader.GetString(7), reader.GetString(8)),
        };
    }

    private static DocumentKey[] Keys(Revision revision) => [.. revision.Changes.Select(DocumentKey.Of)];

    private static Change Gone(DocumentKey key) => DocumentCodec.Decode(new StoredDocument(key.Kind, key.Id, null));
}

/// <summary>Which document.</summary>
internal readonly record struct DocumentKey(string Kind, string Id)
{
    public static DocumentKey Of(Change change)
    {
        var (kind, id) = DocumentCodec.KeyOf(change);
        return new DocumentKey(kind, id);
    }
}
