using Ringfence.Control.Admission;
using Ringfence.Control.Commands;
using Ringfence.Control.Guards;
using Ringfence.Control.Observing;
using Ringfence.Control.Tests.Guards;
using Ringfence.Control.Tests.Support;
using Ringfence.Control.Trials;
using Ringfence.Control.Worlds;
using Ringfence.Control.Writing;
using Ringfence.Policy.Compilation;
using static Ringfence.Control.Tests.Distribution.Pieces;

namespace Ringfence.Control.Tests.Writing;

/// <summary>What a command is held against before it is committed.</summary>
public sealed class CommandBatchTests
{
    private const string Observed = "obs-00000001";

    /// <summary>Breaks the guard and does not fit the host.</summary>
    private static readonly Change TooOpen = new Change.PutGroup(Group("sg-00000001", ["192.0.2.1", "192.0.2.2", "192.0.2.3"]));

    private static readonly World Start = World.Load(0, 0,
    [
        new Change.PutGroup(Group("sg-00000001", [])),
        new Change.PutInterface(Interface("eni-00000001", "h1", Vpc, ["10.0.0.1"], "sg-00000001")),
        new Change.PutGuard(GuardWorlds.Of(new GuardEnd { Outside = true }, GuardEnd.Nobody, new GuardEnd { All = true }, "ALL")),
        new Change.PutObservation(new PolicyObservation { Id = Observed, Scope = GuardWorlds.Scope, Name = "o", Calls = [], CreatedBy = "", CreatedFrom = "", CreatedAt = default }),
    ]);

    [Fact]
    public async Task What_a_host_cannot_hold_is_not_looked_through_for_guards_and_nothing_is_left_of_what_either_refuses()
    {
        var batch = Batch(Start);
        var refused = await ExecuteAsync(batch, new EnforceObservation(Observed, 0, [TooOpen]));
        Assert.Equal([RefusalKind.HostCapacity], refused.Refusals.Select(refusal => refusal.Kind));
        var broken = await ExecuteAsync(batch, new EnforceObservation(Observed, 0, [new Change.PutGroup(Group("sg-00000001", ["192.0.2.1"]))]));
        Assert.Equal([RefusalKind.GuardViolated], broken.Refusals.Select(refusal => refusal.Kind));
        Assert.False(batch.HasChanges);

        // What fits is held against what was there before, not against what was refused.
        var fits = await ExecuteAsync(batch, new EnforceObservation(Observed, 0, [new Change.PutGroup(Group("sg-00000001", ["10.0.0.1"]))]));
        Assert.Equal(OutcomeStatus.Committed, fits.Status);
    }

    [Fact]
    public async Task Changes_that_look_like_the_end_of_a_trial_are_held_against_guards_and_hosts_all_the_same()
    {
        var refused = await ExecuteAsync(Batch(Start), new EnforceObservation(Observed, 0, [TooOpen, new Change.DeleteTrial("trial-1")]));
        Assert.Equal([RefusalKind.HostCapacity], refused.Refusals.Select(refusal => refusal.Kind));
        var broken = await ExecuteAsync(Batch(Start), new EnforceObservation(Observed, 0, [new Change.PutGroup(Group("sg-00000001", ["192.0.2.1"])), new Change.DeleteTrial("trial-1")]));
        Assert.Equal([RefusalKind.GuardViolated], broken.Refusals.Select(refusal => refusal.Kind));
    }

    [Fact]
    public async Task The_way_back_of_a_trial_is_open_whatever_guards_and_hosts_think_of_it()
    {
        var trial = new Trial { Scope = GuardWorlds.Scope, Revision = 1, Within = TimeSpan.FromMinutes(1), Deadline = Bench.Start, Undo = [TooOpen] };
        var world = Start.Apply(new Revision(1, default, Origin, [new Change.PutTrial(trial)]));
        Assert.Equal(OutcomeStatus.Committed, (await ExecuteAsync(Batch(world), new RevertTrial(null))).Status);
    }

    private static Origin Origin => new("", "", "", "");

    private static CommandBatch Batch(World world) => new(world, new HostAdmission(world, new CompilationLimits { MaxRules = 2 }), new GuardAdmission(world));

    private static async Task<Outcome<TResult>> ExecuteAsync<TResult>(CommandBatch batch, ICommand<TResult> command)
    {
        var pending = new PendingCommand<TResult>(command, GuardWorlds.Scope, Origin);
        batch.Add(pending, new CommandContext(GuardWorlds.Scope, Bench.Start, new SequentialIds(), new Quotas()));
        pending.Complete(batch.World.Revision);
        return await pending.Outcome;
    }
}
