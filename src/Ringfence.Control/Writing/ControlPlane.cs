using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Ringfence.Control.Admission;
using Ringfence.Control.Commands;
using Ringfence.Control.Guards;
using Ringfence.Control.Journal;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Writing;

/// <summary>
/// The writer. Commands queue (bounded: callers wait when it is full); one task takes everything that waits, decides each against the world that the ones
/// before it make, commits all of it in one durable journal commit, shows the new world, and only then answers.
/// <list type="bullet">
/// <item>A command that breaks a guard is refused with the packet that would, unless it may go past guards (docs/analysis.md).</item>
/// <item>A command after which the tables of some host would exceed its limits is refused, before anything is committed.</item>
/// <item>A command that throws gets <see cref="OutcomeStatus.Failed"/> and is logged; the others go on.</item>
/// <item>Without room on the disk every caller of the batch whose answer rests on a change gets <see cref="OutcomeStatus.NoSpace"/>.</item>
/// <item>A caller may cancel while its command waits; once the writer has taken it, cancelling has no effect and the caller gets the outcome.</item>
/// <item>Revision times never decrease, also when the clock is set back.</item>
/// </list>
/// </summary>
public sealed partial class ControlPlane : IControlPlane, IAsyncDisposable
{
    private readonly IJournal _journal;
    private readonly ControlPlaneOptions _options;
    private readonly ILogger _logger;
    private readonly Channel<PendingCommand> _queue;
    private readonly HostAdmission _admission;
    private readonly GuardAdmission _guards;
    private readonly Task _writer;
    private DateTimeOffset _lastTime;

    private ControlPlane(IJournal journal, ControlPlaneOptions options, ILogger logger, World world, DateTimeOffset lastTime)
    {
        _journal = journal;
        _options = options;
        _logger = logger;
        _lastTime = lastTime;
        _admission = new HostAdmission(world, options.HostLimits);
        _guards = new GuardAdmission(world);
        Commits = new CommitFeed(new Commit(world, [], _admission.PoliciesWithFallbacks()));
        _queue = Channel.CreateBounded<PendingCommand>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true });
        _writer = Task.Run(WriteAsync);
    }

    /// <inheritdoc/>
    public World World => Commits.World;

    /// <summary>The worlds as they are committed.</summary>
    public CommitFeed Commits { get; }

    /// <summary>Loads the world and starts the writer. The journal stays the caller's, who disposes of it after this.</summary>
    public static async Task<ControlPlane> StartAsync(
        IJournal journal, ControlPlaneOptions options, ILogger<ControlPlane> logger, CancellationToken cancellationToken)
    {
        var snapshot = await journal.LoadAsync(cancellationToken).ConfigureAwait(false);
        var last = snapshot.Head == 0 ? [] : await journal.HistoryAsync(snapshot.Head, 1, cancellationToken).ConfigureAwait(false);
        var world = World.Load(snapshot.Head, snapshot.LastRuleId, snapshot.Documents);
        return new ControlPlane(journal, options, logger, world, last.IsEmpty ? DateTimeOffset.MinValue : last[^1].At);
    }

    /// <inheritdoc/>
    /// <exception cref="OperationCanceledException">Cancelled before the writer took the command: it has no effect.</exception>
    public async ValueTask<Outcome<TResult>> ExecuteAsync<TResult>(ICommand<TResult> command, Scope scope, Origin origin, CancellationToken cancellationToken)
    {
        var pending = new PendingCommand<TResult>(command, scope, origin);
        try
        {
            await _queue.Writer.WriteAsync(pending, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            return new Outcome<TResult>(OutcomeStatus.Unavailable, World.Revision, default, []);
        }

        using (cancellationToken.UnsafeRegister(static (state, token) => ((PendingCommand<TResult>)state!).Withdraw(token), pending))
            return await pending.Outcome.ConfigureAwait(false);
    }

    /// <summary>Takes no more commands, finishes those that wait.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writer.ConfigureAwait(false);
    }

    private async Task WriteAsync()
    {
        var taken = new List<PendingCommand>(_options.BatchLimit);
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            taken.Clear();
            while (taken.Count < _options.BatchLimit && _queue.Reader.TryRead(out var command))
            {
                if (command.TryTake())
                    taken.Add(command);
            }

            await CommitAsync(taken).ConfigureAwait(false);
        }
    }

    private async Task CommitAsync(List<PendingCommand> taken)
    {
        var batch = Decide(taken);
        try
        {
            while (batch.HasChanges)
            {
                var result = await _journal.CommitAsync(batch.Revisions, CancellationToken.None).ConfigureAwait(false);
                if (result == JournalCommit.Committed)
                {
                    Publish(batch.World, batch.Revisions);
                    break;
                }

                if (result == JournalCommit.NoSpace)
                {
                    LogNoSpace(batch.Revisions.Length);
                    Return();
                    batch.Fail(OutcomeStatus.NoSpace, World.Revision);
                    return;
                }

                // Somebody else committed, or our own commit before this one is there although it was reported as failed: decide again on what is there.
                long seen = World.Revision;
                Return();
                await CatchUpAsync().ConfigureAwait(false);
                if (World.Revision == seen)
                    throw new InvalidOperationException($"The journal refuses to follow revision {seen} and has none after it.");
                batch = Decide(batch.Commands);
            }
        }
        catch (Exception exception)
        {
            // Whatever the journal threw concerns these callers; the writer must live on for the next ones.
            LogCommitFailed(exception, batch.Revisions.Length);
            Return();
            await FindOutAsync().ConfigureAwait(false);
            batch.Fail(OutcomeStatus.Unavailable, World.Revision);
            return;
        }

        batch.Complete();
    }

    private CommandBatch Decide(IEnumerable<PendingCommand> commands)
    {
        var batch = new CommandBatch(World, _admission, _guards);
        foreach (var command in commands)
        {
            try
            {
                batch.Add(command, new CommandContext(command.Scope, Now(), _options.Ids, _options.Quotas(command.Scope.Account)));
            }
            catch (Exception exception)
            {
                // A bug in one command is its own caller's misfortune only.
                LogCommandThrew(exception, command.Origin.Action, command.Origin.RequestId);
                command.Fail(OutcomeStatus.Failed, World.Revision);
            }
        }

        return batch;
    }

    /// <summary>After a commit whose end is not known: shows the world that the journal has, so that what was made all the same is seen and enforced now, not some day.</summary>
    private async Task FindOutAsync()
    {
        try
        {
            await CatchUpAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The journal is still out of order: the next commit looks again.
            LogStillUnknown(exception);
        }
    }

    private async Task CatchUpAsync()
    {
        const int Page = 1000;
        ImmutableArray<Revision> revisions;
        do
        {
            revisions = await _journal.HistoryAsync(World.Revision + 1, Page, CancellationToken.None).ConfigureAwait(false);
            if (revisions.IsEmpty)
                return;
            LogCaughtUp(revisions[0].Number, revisions[^1].Number);
            var world = revisions.Aggregate(World, (world, revision) => world.Apply(revision));
            _lastTime = revisions[^1].At > _lastTime ? revisions[^1].At : _lastTime;
            _admission.Follow(world, revisions);
            _guards.Follow(world, revisions);
            Publish(world, revisions);
        }
        while (revisions.Length == Page);
    }

    private void Publish(World world, ImmutableArray<Revision> revisions)
    {
        _admission.Settle();
        _guards.Settle();
        Commits.Publish(new Commit(world, revisions, _admission.PoliciesWithFallbacks()));
    }

    private void Return()
    {
        _admission.Return();
        _guards.Return();
    }

    private DateTimeOffset Now()
    {
        var now = _options.Clock.GetUtcNow();
        return _lastTime = now > _lastTime ? now : _lastTime;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Action} (request {RequestId}) threw; its caller gets an internal error, nothing changed")]
    private partial void LogCommandThrew(Exception exception, string action, string requestId);

    [LoggerMessage(Level = LogLevel.Error, Message = "The journal could not commit {Count} revisions")]
    private partial void LogCommitFailed(Exception exception, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "The journal cannot be read after a commit that failed")]
    private partial void LogStillUnknown(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "No space left for the journal: {Count} revisions refused")]
    private partial void LogNoSpace(int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Took over revisions {First} to {Last}, which were committed without this writer's knowing")]
    private partial void LogCaughtUp(long first, long last);
}
