using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Observing;

/// <summary>
/// Puts a group in a mode. In observe mode it is watched what enforcing it would drop, by an observation that begins in the same revision when there is none; a group that is in observe mode
/// and is not watched any more is watched anew. The observation of a group that is enforced ends by itself.
/// </summary>
/// <param name="GroupId">The group.</param>
/// <param name="Mode">The mode.</param>
/// <param name="Enforcing">The call that enforces it: what the observation watches.</param>
/// <param name="AskedBy">The key pair that asks.</param>
public sealed record ModifySecurityGroupMode(string GroupId, GroupMode Mode, ObservedCall Enforcing, string AskedBy) : ICommand<PolicyObservation?>
{
    /// <inheritdoc/>
    public Decision<PolicyObservation?> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        if (new Lookup(world, context.Scope, faults).Group(GroupId, "SecurityGroupId") is not { } group)
            return faults.Refuse<PolicyObservation?>();
        ImmutableArray<Change> modes = group.Mode == Mode ? [] : [new Change.PutGroup(group.InMode(Mode, context.Now) with { UpdatedAt = context.Now })];
        if (Mode == GroupMode.Enforce)
            return Decision<PolicyObservation?>.Accept(null, modes);
        if (world.ObservationOf(group.Id) is { } watched)
            return Decision<PolicyObservation?>.Accept(watched, modes);
        ObservationCount.Check(world, context.Scope, faults);
        if (faults.Any)
            return faults.Refuse<PolicyObservation?>();
        var observation = new PolicyObservation
        {
            Id = new FreshIds(world, context.Ids).Next(Identifier.Observation),
            Scope = context.Scope,
            Name = group.Name,
            Calls = [Enforcing],
            CreatedBy = AskedBy,
            CreatedAt = context.Now,
            SecurityGroupId = group.Id,
        };
        return Decision<PolicyObservation?>.Accept(observation, [.. modes, new Change.PutObservation(observation)]);
    }
}
