using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Trials;

/// <summary>
/// A command whose change is undone unless it is confirmed in time. One that changes nothing needs no confirmation. Refused: a change that lets go of a device or an address, which
/// somebody else could have by the time that it is to come back.
/// </summary>
/// <param name="Command">What is tried.</param>
/// <param name="Within">How long it may wait for <see cref="ConfirmTrial"/>.</param>
public sealed record OnTrial<TResult>(ICommand<TResult> Command, TimeSpan Within) : ICommand<TResult>
{
    /// <inheritdoc/>
    public Decision<TResult> Decide(World world, CommandContext context)
    {
        var decision = Command.Decide(world, context);
        if (decision.Changes.IsEmpty)
            return decision;
        var faults = new Faults();
        if (Command is ITrialEnd)
            faults.Add(RefusalKind.Unsupported, "", "The end of a trial cannot be tried itself.");
        Undoing.Check(world, decision.Changes, faults);
        if (faults.Any)
            return faults.Refuse<TResult>();
        var trial = new Trial
        {
            Scope = context.Scope,
            Revision = world.Revision + 1,
            Within = Within,
            Deadline = context.Now + Within,
            Undo = Undoing.Of(world, decision.Changes, context),
        };
        return Decision<TResult>.Accept(decision.Value!, [.. decision.Changes, new Change.PutTrial(trial)]);
    }
}
