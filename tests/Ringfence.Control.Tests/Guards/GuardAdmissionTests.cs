using CsCheck;
using Ringfence.Control.Commands;
using Ringfence.Control.Guards;
using Ringfence.Control.Tests.Distribution;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Tests.Guards;

/// <summary>The check inside the write against trying every packet.</summary>
public sealed class GuardAdmissionTests
{
    [Fact]
    public void A_change_is_refused_exactly_when_it_lets_a_packet_reach_that_the_guard_forbids_and_that_did_not_reach_before()
    {
        int refused = 0, accepted = 0, alreadyBroken = 0;
        Sampling.Until(() => refused > 200 && accepted > 2000 && alreadyBroken > 100, () => $"{refused} refused, {accepted} accepted, {alreadyBroken} accepted while broken", () => Gen.Select(GuardWorlds.Guards, GuardWorlds.Revisions, Gen.Int[0, 4], Gen.Bool.Array[15]).Sample((guard, revisions, declaredAt, forced) =>
        {
            var world = GuardWorlds.Start;
            var admission = new GuardAdmission(world);
            for (int i = 0; i < revisions.Length; i++)
            {
                if (i == declaredAt)
                    Enter(ref world, admission, [new Change.PutGuard(guard)]);
                var (next, revision) = After(world, revisions[i]);
                if (HasSharedAddress(next))
                    continue;
                var attempt = admission.Try(next, revision);
                var before = BruteForce.Breaking(world, guard);
                var breaking = world.Guards.IsEmpty ? [] : BruteForce.Breaking(next, guard);
                breaking.ExceptWith(before);
                Assert.Equal(breaking.Count == 0, attempt.Broken.IsEmpty);
                foreach (var witness in attempt.Broken)
                {
                    Assert.True(BruteForce.IsBreaking(next, witness));
                    Assert.False(BruteForce.IsBreaking(world, witness));
                    Assert.True(witness.Verdict(next).IsAccepted);
                }

                Interlocked.Increment(ref attempt.Broken.IsEmpty ? ref accepted : ref refused);
                if (before.Count > 0 && attempt.Broken.IsEmpty)
                    Interlocked.Increment(ref alreadyBroken);

                // A refused change is left, or made by force: then what it broke is there already for the changes that follow.
                if (!attempt.Broken.IsEmpty && !forced[i])
                    continue;
                admission.Enter(attempt);
                admission.Settle();
                world = next;
            }
        }, iter: 3000));
    }

    /// <summary>What an interface sends to itself does not count; an address that it has lost is somebody else's.</summary>
    [Theory]
    [InlineData("tcp:22", null, true)]
    [InlineData("tcp:22", "eni-00000002", true)]
    [InlineData("udp:22", "eni-00000002", false)]
    public void An_address_that_an_interface_has_lost_may_be_new_to_it(string accepted, string? nextHolder, bool breaks)
    {
        const string group = "sg-00000000";
        var rule = FromAnywhere(accepted);
        var guard = GuardWorlds.Of(new GuardEnd { CidrBlocks = ["10.0.0.5"] }, GuardEnd.Nobody, new GuardEnd { SecurityGroupIds = [group] }, "tcp:22");
        var world = GuardWorlds.Start;
        var admission = new GuardAdmission(world);
        Enter(ref world, admission, [new Change.PutGroup(Pieces.Group(group, []) with { Ingress = [rule], Egress = [rule] })]);
        Enter(ref world, admission, [new Change.PutInterface(Pieces.Interface("eni-00000001", "h1", Pieces.Vpc, ["10.0.0.5", "10.0.0.6"], group))]);
        Enter(ref world, admission, [new Change.PutInterface(Pieces.Interface("eni-00000002", "h1", Pieces.Vpc, ["10.0.0.7"], group))]);
        Enter(ref world, admission, [new Change.PutGuard(guard)]);
        Change[] loses = [new Change.PutInterface(Pieces.Interface("eni-00000001", "h1", Pieces.Vpc, ["10.0.0.6"], group))];
        Change[] gains = nextHolder is null ? [] : [new Change.PutInterface(Pieces.Interface(nextHolder, "h1", Pieces.Vpc, ["10.0.0.7", "10.0.0.5"], group))];
        var (next, revision) = After(world, [.. loses, .. gains]);
        var witness = admission.Try(next, revision).Broken.SingleOrDefault();
        Assert.Equal(breaks, witness is not null);
        if (witness is not null)
            Assert.Equal(("eni-00000001", IpAddress.Parse("10.0.0.5"), nextHolder), (witness.Receiver.Id, witness.Source, witness.Sender?.Id));
    }

    /// <summary>A change that came to nothing, whyever, had bound interfaces to groups that nothing is bound to: what their rules become afterwards is what counts.</summary>
    [Fact]
    public void A_change_that_came_to_nothing_leaves_nothing_behind()
    {
        const string sender = "sg-00000000", receiver = "sg-00000001";
        var rule = FromAnywhere("tcp:22");
        var world = GuardWorlds.Start;
        var admission = new GuardAdmission(world);
        Enter(ref world, admission, [new Change.PutGroup(Pieces.Group(sender, []) with { Ingress = [rule], Egress = [rule] })]);
        Enter(ref world, admission, [new Change.PutGuard(GuardWorlds.Of(new GuardEnd { SecurityGroupIds = [sender] }, GuardEnd.Nobody, new GuardEnd { All = true }, "tcp:22"))]);
        Change[] binds = [new Change.PutInterface(Pieces.Interface("eni-00000002", "h1", Pieces.Vpc, ["10.0.0.7"], sender))];
        var (tried, attempt) = After(world, binds);
        Assert.Empty(admission.Try(tried, attempt).Broken);

        Enter(ref world, admission, [new Change.PutGroup(Pieces.Group(sender, []) with { Ingress = [rule] })]);
        Enter(ref world, admission, [new Change.PutGroup(Pieces.Group(receiver, []) with { Ingress = [rule] }), new Change.PutInterface(Pieces.Interface("eni-00000001", "h1", Pieces.Vpc, ["10.0.0.6"], receiver))]);
        var (next, revision) = After(world, binds);
        Assert.Empty(admission.Try(next, revision).Broken);
    }

    private static GroupRule FromAnywhere(string service) => new()
    {
        Rule = new SecurityRule(new RuleId(1), new PrefixPeer(IpPrefix.Parse("0.0.0.0/0")), GuardServices.Parse([service], "", new Faults()).Services[0], RuleAction.Accept),
        Text = new RuleText("", "", "", "", ""),
        Description = "",
        ModifiedAt = default,
    };

    [Fact]
    public void A_guard_holds_exactly_when_no_packet_breaks_it() => Gen.Select(GuardWorlds.Guards, GuardWorlds.Revisions).Sample((guard, revisions) =>
    {
        var world = GuardWorlds.Start;
        foreach (var changes in revisions)
        {
            var (next, _) = After(world, changes);
            world = HasSharedAddress(next) ? world : next;
        }

        var breaking = BruteForce.Breaking(world, guard);
        var witness = new GuardCheck(world).Find(guard);
        Assert.Equal(breaking.Count == 0, witness is null);
        if (witness is not null)
            Assert.True(BruteForce.IsBreaking(world, witness));
    }, iter: 3000);

    [Fact]
    public void What_was_not_committed_is_as_if_it_had_not_been_looked_at() => Gen.Select(GuardWorlds.Guards, GuardWorlds.Revisions).Sample((guard, revisions) =>
    {
        var world = GuardWorlds.Start;
        var admission = new GuardAdmission(world);
        Enter(ref world, admission, [new Change.PutGuard(guard)]);
        var settled = world;
        foreach (var changes in revisions)
        {
            var (next, revision) = After(world, changes);
            if (HasSharedAddress(next))
                continue;
            admission.Enter(admission.Try(next, revision));
            world = next;
        }

        admission.Return();
        var (again, first) = After(settled, revisions[0]);
        if (!HasSharedAddress(again))
            Assert.Equal(BruteForce.Breaking(again, guard).Count == 0, admission.Try(again, first).Broken.IsEmpty);
    }, iter: 500);

    private static void Enter(ref World world, GuardAdmission admission, Change[] changes)
    {
        var (next, revision) = After(world, changes);
        admission.Enter(admission.Try(next, revision));
        admission.Settle();
        world = next;
    }

    private static (World Next, Revision Revision) After(World world, Change[] changes)
    {
        var revision = new Revision(world.Revision + 1, default, new Origin("", "", "", ""), [.. changes, .. changes.Select(GuardWorlds.OfInstance).OfType<Change>()]);
        return (world.Apply(revision), revision);
    }

    /// <summary>No command gives one address of a network to two interfaces.</summary>
    private static bool HasSharedAddress(World world) => world.InterfacesByAddress.Values.Any(holders => holders.Count > 1);
}
