using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Trials;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Writing;

/// <summary>A command in the queue, with the caller who waits for it. Ends exactly once.</summary>
internal abstract class PendingCommand(Scope scope, Origin origin)
{
    private const int Queued = 0;
    private const int Taken = 1;
    private const int Withdrawn = 2;

    private int _state = Queued;

    public Scope Scope { get; } = scope;

    public Origin Origin { get; } = origin;

    /// <summary>True when it undoes a change that is on trial.</summary>
    public abstract bool IsWayBack { get; }

    /// <summary>The writer takes it; from here on the caller cannot withdraw. False when the caller already did.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Queued) == Queued;

    /// <summary>Runs the command. May be run again against another world.</summary>
    /// <returns>The changes to commit; empty when it is refused or nothing has to change.</returns>
    public abstract ImmutableArray<Change> Decide(World world, CommandContext context);

    /// <summary>Overrules what <see cref="Decide"/> decided: its changes cannot be made true.</summary>
    public abstract void Refuse(ImmutableArray<Refusal> refusals);

    /// <summary>Takes note of the guards that what was decided goes past.</summary>
    public abstract void Override(ImmutableArray<string> guards);

    /// <summary>Ends with what was decided last, at a revision.</summary>
    public abstract void Complete(long revision);

    /// <summary>Ends without effect.</summary>
    public abstract void Fail(OutcomeStatus status, long revision);

    protected bool TryWithdraw() => Interlocked.CompareExchange(ref _state, Withdrawn, Queued) == Queued;
}

/// <summary>The same with the type of its answer.</summary>
internal sealed class PendingCommand<TResult>(ICommand<TResult> command, Scope scope, Origin origin) : PendingCommand(scope, origin)
{
    private readonly TaskCompletionSource<Outcome<TResult>> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Decision<TResult>? _decision;
    private ImmutableArray<string> _overridden = [];

    public Task<Outcome<TResult>> Outcome => _outcome.Task;

    /// <summary>The caller does not want it any more: it has no effect if the writer has not taken it yet; otherwise the caller gets its outcome.</summary>
    public void Withdraw(CancellationToken cancellationToken)
    {
        if (TryWithdraw())
            _outcome.SetCanceled(cancellationToken);
    }

    public override bool IsWayBack => command is ITrialEnd { IsWayBack: true };

    public override ImmutableArray<Change> Decide(World world, CommandContext context)
    {
        _decision = null;
        _overridden = [];
        _decision = command.DecideWhole(world, context);
        return _decision.IsAccepted ? _decision.Changes : [];
    }

    public override void Refuse(ImmutableArray<Refusal> refusals) => _decision = Decision<TResult>.Refuse(refusals);

    public override void Override(ImmutableArray<string> guards) => _overridden = guards;

    public override void Complete(long revision)
    {
        var decision = _decision ?? throw new InvalidOperationException("Nothing was decided.");
        _outcome.SetResult(decision.IsAccepted
            ? new Outcome<TResult>(OutcomeStatus.Committed, revision, decision.Value, []) { Overridden = _overridden }
            : new Outcome<TResult>(OutcomeStatus.Refused, revision, default, decision.Refusals));
    }

    public override void Fail(OutcomeStatus status, long revision) => _outcome.SetResult(new Outcome<TResult>(status, revision, default, []));
}
