using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Ringfence.Control.Audit;

namespace Ringfence.Journal;

/// <summary>
/// The audit log in a SQLite file of its own in a data folder, so that it can never keep the journal waiting. Holds the newest records up to a bound; the file
/// stops growing when the bound is reached. Calls run one at a time, on the caller's thread.
/// </summary>
public sealed class SqliteAuditStore : IAuditStore
{
    /// <summary>How many records are kept: about 40 MB.</summary>
    public const int DefaultCapacity = 100_000;

    private const string FileName = "audit.db";
    private const string Columns = "at, account, region, secret_id, remote, request_id, action, code, note";

    private readonly SqliteConnection _connection;
    private readonly int _capacity;
    private readonly SemaphoreSlim _turn = new(1, 1);

    private SqliteAuditStore(SqliteConnection connection, int capacity)
    {
        _connection = connection;
        _capacity = capacity;
    }

    /// <summary>Opens, or makes, the log of a folder. The folder stays the caller's, who disposes of it after this.</summary>
    /// <exception cref="InvalidDataException">A newer program wrote it.</exception>
    /// <exception cref="SqliteException">It cannot be read or made.</exception>
    public static SqliteAuditStore Open(DataFolder folder, int capacity = DefaultCapacity) =>
        new(SqliteFile.Open(folder.Claim(FileName), Migrator.Audit), capacity);

    /// <inheritdoc/>
    public ValueTask AppendAsync(IReadOnlyList<AuditRecord> records, CancellationToken cancellationToken) => new(RunAsync(
        () =>
        {
            if (records.Count > 0)
                Append(records);
            return records.Count;
        },
        cancellationToken));

    /// <inheritdoc/>
    public ValueTask<AuditPage> FindAsync(AuditQuery query, CancellationToken cancellationToken) => new(RunAsync(() => Find(query), cancellationToken));

    /// <inheritdoc/>
    public ValueTask<ImmutableHashSet<string>> MissingAsync(IReadOnlyCollection<string> requestIds, CancellationToken cancellationToken) => new(RunAsync(
        () =>
        {
            using var command = _connection.Statement("SELECT 1 FROM records WHERE request_id = $1", "$1");
            return requestIds.Where(id => !IsThere(command, id)).ToImmutableHashSet();
        },
        cancellationToken));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
        _turn.Dispose();
    }

    private static bool IsThere(SqliteCommand command, string requestId)
    {
        command.Parameters[0].Value = requestId;
        return command.ExecuteScalar() is not null;
    }

    private void Append(IReadOnlyList<AuditRecord> records)
    {
        using var transaction = _connection.BeginTransaction();
        using var insert = _connection.Statement(
            $"INSERT INTO records ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)", "$1", "$2", "$3", "$4", "$5", "$6", "$7", "$8", "$9");
        insert.Transaction = transaction;
        foreach (var record in records)
        {
            insert.Run(
                SqliteTime.Write(record.At), record.Account, record.Region, record.SecretId, record.RemoteAddress, record.RequestId, record.Action, record.Code, record.Note);
        }

        using var trim = _connection.Statement("DELETE FROM records WHERE id <= (SELECT max(id) FROM records) - $1", "$1");
        trim.Transaction = transaction;
        trim.Run(_capacity);
        transaction.Commit();
    }

    private AuditPage Find(AuditQuery query)
    {
        using var command = _connection.CreateCommand();
        var where = new SqlCondition(command).Equal("account", query.Account).From("at", query.From).Before("at", query.Before)
            .In("secret_id", query.SecretIds).In("action", query.Actions).In("code", query.Codes).In("remote", query.RemoteAddresses).In("request_id", query.RequestIds);
        if (query.Refused is { } refused)
            where.Literally(refused ? "code <> ''" : "code = ''");
        command.CommandText = $"SELECT count(*) FROM records WHERE {where}";
        long total = (long)command.ExecuteScalar()!;
        command.CommandText = $"SELECT {Columns} FROM records WHERE {where} ORDER BY at DESC, id DESC LIMIT $limit OFFSET $offset";
        command.Parameters.AddWithValue("$limit", query.Limit);
        command.Parameters.AddWithValue("$offset", query.Offset);
        using var reader = command.ExecuteReader();
        var records = ImmutableArray.CreateBuilder<AuditRecord>();
        while (reader.Read())
        {
            records.Add(new AuditRecord(
                SqliteTime.Read(reader.GetString(0)), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5),
                reader.GetString(6), reader.GetString(7), reader.GetString(8)));
        }

        return new AuditPage(records.DrainToImmutable(), total);
    }

    private async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return work();
        }
        finally
        {
            _turn.Release();
        }
    }
}
