using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Ringfence.Control.Journal;
using Ringfence.Control.Worlds;

namespace Ringfence.Journal;

/// <summary>
/// The journal in one SQLite file of a data folder (WAL, synchronous FULL). A commit is one transaction for the whole group. On a full disk it answers
/// <see cref="JournalCommit.NoSpace"/>, and reads go on. After any other fault of the disk it throws, closes the database and opens it again at the next call:
/// whether that commit is there is then told by the head (a commit on a head that moved is a <see cref="JournalCommit.Conflict"/>).
/// Calls run one at a time, on the caller's thread: SQLite's I/O is synchronous.
/// </summary>
public sealed partial class SqliteJournal : IJournal
{
    private const string FileName = "journal.db";

    /// <summary>Below this many free bytes a failed write is put down to the full disk when SQLite's code does not tell.</summary>
    private const long LittleSpace = 1 << 20;

    /// <summary>How many revisions, or documents, of the past are read before commits may pass.</summary>
    private const int RewindPart = 500;

    private readonly DataFolder _folder;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private SqliteStore? _store;

    private SqliteJournal(DataFolder folder, ILogger logger)
    {
        _folder = folder;
        _logger = logger;
    }

    /// <summary>Opens, or makes, the journal of a folder. The folder stays the caller's, who disposes of it after this.</summary>
    /// <exception cref="InvalidDataException">A newer program wrote it.</exception>
    /// <exception cref="SqliteException">It cannot be read or made.</exception>
    public static async Task<SqliteJournal> OpenAsync(DataFolder folder, ILogger<SqliteJournal> logger, CancellationToken cancellationToken)
    {
        var journal = new SqliteJournal(folder, logger);
        await journal.RunAsync(static store => store.ReadHead(), cancellationToken).ConfigureAwait(false);
        return journal;
    }

    /// <inheritdoc/>
    public ValueTask<JournalSnapshot> LoadAsync(CancellationToken cancellationToken) => RunAsync(static store => store.Load(), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<Revision>> HistoryAsync(long from, int limit, CancellationToken cancellationToken) =>
        RunAsync(store => store.History.Read(from, limit), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RevisionPage> FindAsync(RevisionQuery query, CancellationToken cancellationToken) =>
        RunAsync(store => store.History.Find(query), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<Change>> RewindAsync(long revision, long head, CancellationToken cancellationToken)
    {
        // In parts, so that commits pass in between: what is read has been written for good, so nothing is lost by that.
        var touched = new HashSet<DocumentKey>();
        for (long after = revision; after < head; after += RewindPart)
        {
            long first = after, last = Math.Min(after + RewindPart, head);
            touched.UnionWith(await RunAsync(store => store.History.Touched(first, last), cancellationToken).ConfigureAwait(false));
        }

        var documents = ImmutableArray.CreateBuilder<Change>(touched.Count);
        foreach (var part in touched.Chunk(RewindPart))
            documents.AddRange(await RunAsync(store => store.History.At(revision, part), cancellationToken).ConfigureAwait(false));
        return documents.MoveToImmutable();
    }

    /// <inheritdoc/>
    public async ValueTask<JournalCommit> CommitAsync(ImmutableArray<Revision> revisions, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(revisions.Length, nameof(revisions));
        for (int i = 1; i < revisions.Length; i++)
        {
            if (revisions[i].Number != revisions[0].Number + i)
                throw new ArgumentException("The revisions of a commit are numbered one after the other.", nameof(revisions));
        }

        try
        {
            bool committed = await RunAsync(store => store.TryCommit(revisions), cancellationToken).ConfigureAwait(false);
            return committed ? JournalCommit.Committed : JournalCommit.Conflict;
        }
        catch (SqliteException exception) when (IsNoSpace(exception))
        {
            LogNoSpace(exception, _folder.Path);
            return JournalCommit.NoSpace;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        _store?.Dispose();
        _store = null;
        _turn.Dispose();
    }

    private async ValueTask<T> RunAsync<T>(Func<SqliteStore, T> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _store ??= SqliteStore.Open(_folder.Claim(FileName));
            return work(_store);
        }
        catch (Exception exception) when (exception is not SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL })
        {
            // A full disk leaves the connection sound: SQLite has rolled back. After anything else its state is not to be trusted.
            _store?.Dispose();
            _store = null;
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    private bool IsNoSpace(SqliteException exception) => exception.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_FULL => true,
        SQLitePCL.raw.SQLITE_IOERR or SQLitePCL.raw.SQLITE_CANTOPEN => new DriveInfo(_folder.Path).AvailableFreeSpace < LittleSpace,
        _ => false,
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "No space left on the device of {Folder}: nothing was written")]
    private partial void LogNoSpace(Exception exception, string folder);
}
