using System.Globalization;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Trials;

/// <summary>Makes the account's change that is on trial stay.</summary>
/// <param name="Revision">The change that is meant; null: whichever is on trial.</param>
public sealed record ConfirmTrial(long? Revision) : ICommand<Trial>, ITrialEnd
{
    bool ITrialEnd.IsWayBack => false;

    /// <inheritdoc/>
    public Decision<Trial> Decide(World world, CommandContext context) => TrialLookup.Find(world, context, Revision) is { } trial
        ? Decision<Trial>.Accept(trial, new Change.DeleteTrial(trial.Id))
        : TrialLookup.Refuse(world, context, Revision);
}

/// <summary>Undoes the account's change that is on trial: what the server does when its time is over.</summary>
/// <param name="Revision">The change that is meant; null: whichever is on trial.</param>
public sealed record RevertTrial(long? Revision) : ICommand<Trial>, ITrialEnd
{
    bool ITrialEnd.IsWayBack => true;

    /// <inheritdoc/>
    public Decision<Trial> Decide(World world, CommandContext context) => TrialLookup.Find(world, context, Revision) is { } trial
        ? Decision<Trial>.Accept(trial, Undoing.Changes(world, trial, context.Now))
        : TrialLookup.Refuse(world, context, Revision);
}

/// <summary>Finds the trial that a command is about.</summary>
internal static class TrialLookup
{
    public static Trial? Find(World world, CommandContext context, long? revision) =>
        world.TryGetTrial(context.Scope.Account, out var trial) && (revision is null || revision == trial.Revision) ? trial : null;

    public static Decision<Trial> Refuse(World world, CommandContext context, long? revision)
    {
        var faults = new Faults();
        string meant = revision is { } number ? string.Create(CultureInfo.InvariantCulture, $"Revision {number} does not wait for a confirmation") : "No change waits for a confirmation";
        string other = world.TryGetTrial(context.Scope.Account, out var trial) ? string.Create(CultureInfo.InvariantCulture, $"; revision {trial.Revision} does.") : ".";
        faults.Add(RefusalKind.ResourceNotFound, "", $"{meant}{other}");
        return faults.Refuse<Trial>();
    }
}
