using System.Collections.Immutable;
using System.Text;
using Microsoft.Data.Sqlite;
using Ringfence.Control.Journal;
using Ringfence.Control.Worlds;

namespace Ringfence.Journal;

/// <summary>The one connection to the database and its statements. Not for two threads at once. After any exception from it, dispose of it.</summary>
internal sealed class SqliteStore : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _readHead;
    private readonly SqliteCommand _insertRevision;
    private readonly SqliteCommand _insertRevisionDocument;
    private readonly SqliteCommand _putDocument;
    private readonly SqliteCommand _deleteDocument;
    private readonly SqliteCommand _raiseRuleId;
    private readonly SqliteCommand _readRuleId;
    private readonly SqliteCommand _readDocuments;
    private readonly SqliteCommand[] _statements;

    private SqliteStore(SqliteConnection connection)
    {
        _connection = connection;
        History = new SqliteHistory(connection);
        _readHead = connection.Statement("SELECT coalesce(max(number), 0) FROM revisions");
        _insertRevision = connection.Statement(
            "INSERT INTO revisions (number, at, secret_id, remote, request_id, action, changes, account, region) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            "$1", "$2", "$3", "$4", "$5", "$6", "$7", "$8", "$9");
        _insertRevisionDocument = connection.Statement("INSERT OR IGNORE INTO revision_documents (id, kind, revision) VALUES ($1, $2, $3)", "$1", "$2", "$3");
        _putDocument = connection.Statement(
            "INSERT INTO documents (kind, id, body, revision) VALUES ($1, $2, $3, $4) ON CONFLICT DO UPDATE SET body = excluded.body, revision = excluded.revision",
            "$1", "$2", "$3", "$4");
        _deleteDocument = connection.Statement("DELETE FROM documents WHERE kind = $1 AND id = $2", "$1", "$2");
        _raiseRuleId = connection.Statement("UPDATE meta SET value = max(value, $1) WHERE key = 'last_rule_id'", "$1");
        _readRuleId = connection.Statement("SELECT value FROM meta WHERE key = 'last_rule_id'");
        _readDocuments = connection.Statement("SELECT kind, id, body FROM documents ORDER BY kind, id");
        _statements = [_readRuleId, _readDocuments, _readHead, _insertRevision, _insertRevisionDocument, _putDocument, _deleteDocument, _raiseRuleId];
    }

    /// <summary>Opens the database and brings it forward.</summary>
    public static SqliteStore Open(string path) => new(SqliteFile.Open(path, Migrator.Journal));

    /// <summary>The last revision's number; 0 without one.</summary>
    public long ReadHead() => (long)_readHead.ExecuteScalar()!;

    /// <summary>The documents at the head.</summary>
    public JournalSnapshot Load()
    {
        using var transaction = Begin(deferred: true);
        long head = ReadHead();
        long lastRuleId = (long)_readRuleId.ExecuteScalar()!;
        var documents = ImmutableArray.CreateBuilder<Change>();
        using var reader = _readDocuments.ExecuteReader();
        while (reader.Read())
            documents.Add(DocumentCodec.Decode(new StoredDocument(reader.GetString(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2))));
        return new JournalSnapshot(head, lastRuleId, documents.DrainToImmutable());
    }

    /// <summary>Reads of the log. They take no part in a transaction.</summary>
    public SqliteHistory History { get; }

    /// <summary>Commits all of it in one transaction, durable on return; false, and nothing written, when the head is another.</summary>
    public bool TryCommit(ImmutableArray<Revision> revisions)
    {
        // What does not depend on the database is done before the transaction; a document that changes several times is written once.
        var latest = new Dictionary<(string Kind, string Id), (StoredDocument Document, long Revision)>();
        var encoded = new (StoredDocument[] Documents, string Text)[revisions.Length];
        long lastRuleId = 0;
        for (int i = 0; i < revisions.Length; i++)
        {
            var stored = revisions[i].Changes.Select(DocumentCodec.Encode).ToArray();
            encoded[i] = (stored, Encoding.UTF8.GetString(RevisionCodec.Encode(stored).Span));
            foreach (var document in stored)
                latest[(document.Kind, document.Id)] = (document, revisions[i].Number);
            lastRuleId = Math.Max(lastRuleId, HighestRuleId(revisions[i]));
        }

        using var transaction = Begin(deferred: false);
        if (ReadHead() != revisions[0].Number - 1)
            return false;
        for (int i = 0; i < revisions.Length; i++)
            Insert(revisions[i], encoded[i].Documents, encoded[i].Text);
        foreach (var (document, revision) in latest.Values)
            Write(document, revision);
        _raiseRuleId.Run(lastRuleId);
        transaction.Commit();
        return true;
    }

    public void Dispose()
    {
        foreach (var command in _statements)
            command.Dispose();
        _connection.Dispose();
    }

    /// <summary>Begins a transaction and puts every statement into it, which the library asks for.</summary>
    private SqliteTransaction Begin(bool deferred)
    {
        var transaction = _connection.BeginTransaction(deferred);
        foreach (var statement in _statements)
            statement.Transaction = transaction;
        return transaction;
    }

    private static long HighestRuleId(Revision revision) =>
        revision.Changes.OfType<Change.PutGroup>().SelectMany(put => put.Group.Ingress.Concat(put.Group.Egress)).Select(rule => rule.Rule.Id.Value).DefaultIfEmpty().Max();

    private void Insert(Revision revision, StoredDocument[] documents, string changes)
    {
        _insertRevision.Run(
            revision.Number, SqliteTime.Write(revision.At), revision.Origin.SecretId, revision.Origin.RemoteAddress, revision.Origin.RequestId, revision.Origin.Action,
            changes, revision.Scope.Account, revision.Scope.Region);
        foreach (var document in documents)
            _insertRevisionDocument.Run(document.Id, document.Kind, revision.Number);
    }

    private void Write(StoredDocument document, long revision)
    {
        if (document.Body is { } body)
            _putDocument.Run(document.Kind, document.Id, Encoding.UTF8.GetString(body.Span), revision);
        else
            _deleteDocument.Run(document.Kind, document.Id);
    }
}
