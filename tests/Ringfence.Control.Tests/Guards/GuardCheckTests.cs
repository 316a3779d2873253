using CsCheck;
using Ringfence.Control.Commands;
using Ringfence.Control.Guards;
using Ringfence.Control.Tests.Support;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Tests.Guards;

/// <summary>What is known of guards in one world and carried to the next, against trying every packet.</summary>
public sealed class GuardCheckTests
{
    [Fact]
    public void What_is_carried_from_world_to_world_is_what_each_of_them_says()
    {
        int carried = 0, lookedAtAgain = 0;
        Sampling.Until(() => carried > 10 * lookedAtAgain && lookedAtAgain > 10, () => $"{carried} carried, {lookedAtAgain} looked at again", () => Gen.Select(GuardWorlds.Guards, GuardWorlds.Revisions).Sample((guard, revisions) =>
        {
            var world = GuardWorlds.Start.Tentative([new Change.PutGuard(guard)]);
            var check = new GuardCheck(world);
            check.Find(guard);
            foreach (var changes in revisions)
            {
                var next = world.Tentative([.. changes, .. changes.Select(GuardWorlds.OfInstance).OfType<Change>()]);
                if (next.InterfacesByAddress.Values.Any(holders => holders.Count > 1))
                    continue;
                check = check.Follow(world = next, [guard]);
                Interlocked.Increment(ref check.Knows(guard) ? ref carried : ref lookedAtAgain);
                var witness = check.Find(guard);
                Assert.Equal(BruteForce.Breaking(world, guard).Count == 0, witness is null);
                if (witness is null)
                    continue;
                Assert.True(BruteForce.IsBreaking(world, witness));
                Assert.Same(world.Interfaces[witness.Receiver.Id], witness.Receiver);
            }
        }, iter: 2000));
    }

    /// <summary>What the writer finds of guards that were held against an earlier world.</summary>
    [Fact]
    public void A_declaration_that_was_prepared_is_decided_as_one_that_was_not()
    {
        int held = 0, broken = 0;
        Sampling.Until(() => held > 50 && broken > 50, () => $"{held} held, {broken} broken", () => Gen.Select(GuardWorlds.Guards, GuardWorlds.Revisions, Gen.Int[0, 10]).Sample((guard, revisions, preparedAt) =>
        {
            var context = new CommandContext(GuardWorlds.Scope, default, new SequentialIds(), new Quotas());
            IGuardDeclaration command = new CreateGuards([new GuardSpec("g", null, guard.From, guard.Except, guard.To, guard.Services)], RecordViolated: false), plain = command;
            var world = GuardWorlds.Start;
            for (int i = 0; i < revisions.Length; i++)
            {
                if (i == preparedAt)
                    command = command.Prepare(world, context, TestContext.Current.CancellationToken);
                var next = world.Tentative([.. revisions[i], .. revisions[i].Select(GuardWorlds.OfInstance).OfType<Change>()]);
                world = next.InterfacesByAddress.Values.Any(holders => holders.Count > 1) ? world : next;
            }

            var (prepared, whole) = (command.Decide(world, context), plain.Decide(world, context));
            Assert.Equal(whole.Refusals.Select(refusal => refusal.Kind), prepared.Refusals.Select(refusal => refusal.Kind));
            Interlocked.Increment(ref whole.IsAccepted ? ref held : ref broken);
            if (whole.IsAccepted)
                Assert.Same(prepared.Value[0].Guard, Assert.IsType<Change.PutGuard>(Assert.Single(prepared.Changes)).Guard);
        }, iter: 1000));
    }

    [Fact]
    public void A_preparation_that_nobody_waits_for_any_more_ends_before_anything_is_queued()
    {
        var context = new CommandContext(GuardWorlds.Scope, default, new SequentialIds(), new Quotas());
        var world = GuardWorlds.Start.Tentative([new Change.PutInterface(Distribution.Pieces.Interface("eni-00000001", "h1", "vpc-aaaaaaaa", ["10.0.0.5"], "sg-00000001"))]);
        var command = new CreateGuards([new GuardSpec("g", null, new GuardEnd { All = true }, null, new GuardEnd { All = true }, ["ALL"])], RecordViolated: false);
        Assert.Throws<OperationCanceledException>(() => command.Prepare(world, context, new CancellationToken(canceled: true)));
    }
}
