using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Ringfence.Control.Journal;

namespace Ringfence.Control.Audit;

/// <summary>Takes and finds records.</summary>
public interface IAuditLog
{
    /// <summary>Hands a record over. Never fails: what cannot be kept goes to the server's own log.</summary>
    ValueTask RecordAsync(AuditRecord record);

    /// <summary>The records that match, newest first.</summary>
    ValueTask<AuditPage> FindAsync(AuditQuery query, CancellationToken cancellationToken);
}

/// <summary>
/// The audit log. Callers hand their records over and go on; one task makes all that wait durable together, so that the log costs no caller a flush of the disk. A change
/// is in the journal before it is answered, with who asked for it: what a crash took of the log is put back from there at the next start. Of refusals a crash takes those of
/// the last moment.
/// </summary>
public sealed partial class AuditLog : IAuditLog, IAsyncDisposable
{
    /// <summary>How many records may wait; a caller beyond that waits until there is room.</summary>
    private const int Waiting = 128;

    /// <summary>How far back the log is compared with the journal: more revisions than records could wait.</summary>
    private const int Compared = 2 * Waiting;

    private readonly IAuditStore _store;
    private readonly ILogger _logger;
    private readonly Channel<AuditRecord> _queue = Channel.CreateBounded<AuditRecord>(new BoundedChannelOptions(Waiting) { SingleReader = true });
    private readonly Task _writer;

    private AuditLog(IAuditStore store, ILogger logger)
    {
        _store = store;
        _logger = logger;
        _writer = Task.Run(WriteAsync);
    }

    /// <summary>Puts back what a crash took, and starts. The store stays the caller's, who disposes of it after this.</summary>
    public static async Task<AuditLog> StartAsync(IAuditStore store, IJournal journal, ILogger<AuditLog> logger, CancellationToken cancellationToken)
    {
        var latest = await journal.FindAsync(new RevisionQuery(null) { Limit = Compared, ChangeLimit = 0 }, cancellationToken).ConfigureAwait(false);
        string[] ids = [.. latest.Revisions.Select(past => past.Revision.Origin.RequestId)];
        var missing = await store.MissingAsync(ids, cancellationToken).ConfigureAwait(false);
        await store.AppendAsync(
            [.. latest.Revisions.Select(past => past.Revision).Where(revision => missing.Contains(revision.Origin.RequestId)).Reverse().Select(AuditRecord.Of)],
            cancellationToken).ConfigureAwait(false);
        return new AuditLog(store, logger);
    }

    /// <inheritdoc/>
    public async ValueTask RecordAsync(AuditRecord record)
    {
        if (record.Note.Length > AuditRecord.MaximumNote)
            record = record with { Note = record.Note[..(AuditRecord.MaximumNote - 1)] + "…" };
        try
        {
            await _queue.Writer.WriteAsync(record).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            // The last request of a server that is stopping.
            Lost(record);
        }
    }

    /// <inheritdoc/>
    public ValueTask<AuditPage> FindAsync(AuditQuery query, CancellationToken cancellationToken) => _store.FindAsync(query, cancellationToken);

    /// <summary>Takes no more records and makes those that wait durable.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writer.ConfigureAwait(false);
    }

    private async Task WriteAsync()
    {
        var taken = new List<AuditRecord>(Waiting);
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            taken.Clear();
            while (taken.Count < Waiting && _queue.Reader.TryRead(out var record))
                taken.Add(record);
            try
            {
                await _store.AppendAsync(taken, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // A full disk, most often: requests go on being answered, and each record goes to the server's own log instead.
                LogNotWritten(exception, taken.Count);
                taken.ForEach(Lost);
            }
        }
    }

    private void Lost(AuditRecord record) => LogLost(record.Action, record.SecretId, record.RemoteAddress, record.RequestId, record.Code);

    [LoggerMessage(Level = LogLevel.Error, Message = "The audit log could not take {Count} records, which follow")]
    private partial void LogNotWritten(Exception exception, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Audit: {Action} by {SecretId} from {RemoteAddress}, request {RequestId}, code '{Code}'")]
    private partial void LogLost(string action, string secretId, string remoteAddress, string requestId, string code);
}
