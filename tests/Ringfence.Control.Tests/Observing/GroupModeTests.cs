using Ringfence.Control.Commands;
using Ringfence.Control.Guards;
using Ringfence.Control.Observing;
using Ringfence.Control.Tests.Support;
using Ringfence.Control.Trials;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Evaluation;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Tests.Observing;

public sealed class GroupModeTests
{
    private readonly Bench _bench = new();

    [Fact]
    public void A_group_in_observe_mode_is_passed_over_and_where_all_are_everything_passes()
    {
        string strict = _bench.NewGroup(), web = _bench.NewGroup();
        _bench.Add(web, Direction.Ingress, Bench.Tcp("80"));
        var instance = _bench.NewInstance(strict, web);
        _bench.Add(strict, Direction.Ingress, new RuleSpec { Protocol = "TCP", Port = "80", CidrBlock = "10.0.0.0/8", Action = "DROP" });
        Assert.False(Ask(instance, "10.9.9.9", 80).IsAccepted);
        _bench.Do(To(strict, GroupMode.Observe));
        Assert.True(Ask(instance, "10.9.9.9", 80).IsAccepted);
        Assert.Equal(VerdictReason.NoRuleMatched, Ask(instance, "10.9.9.9", 81).Reason);
        _bench.Do(To(web, GroupMode.Observe));
        Assert.Equal((true, VerdictReason.AllGroupsObserved), (Ask(instance, "2001:db8::1", 81).IsAccepted, Ask(instance, "2001:db8::1", 81).Reason));
        Assert.Equal([Bench.Start, Bench.Start], new[] { strict, web }.Select(id => _bench.Group(id).ModeSince));
    }

    [Fact]
    public void Members_of_a_group_in_observe_mode_are_its_members_all_the_same()
    {
        string web = _bench.NewGroup(), database = _bench.NewGroup();
        _bench.Add(database, Direction.Ingress, Bench.FromGroup(web));
        var (server, client) = (_bench.NewInstance(database), _bench.NewInstance(web));
        _bench.Do(To(web, GroupMode.Observe));
        Assert.True(Ask(server, _bench.Primary(client).PrivateAddresses[0].ToString(), 80).IsAccepted);
        Assert.False(Ask(server, "10.200.0.1", 80).IsAccepted);
    }

    [Fact]
    public void Observing_begins_and_enforcing_ends_an_observation_in_the_same_revision()
    {
        string group = _bench.NewGroup();
        long before = _bench.World.Revision;
        var observation = _bench.Do(To(group, GroupMode.Observe));
        Assert.Equal((before + 1, group, "web", "AKIDx"), (_bench.World.Revision, observation!.SecurityGroupId, observation.Name, observation.CreatedBy));
        Assert.Equal(Call, Assert.Single(observation.Calls));

        // Asked again, it is the same one; after its end another, and the mode is what it was.
        Assert.Equal(observation, _bench.Do(To(group, GroupMode.Observe)));
        Assert.Equal(before + 1, _bench.World.Revision);
        _bench.Do(new DeleteObservations([observation.Id]));
        Assert.Equal(GroupMode.Observe, _bench.Group(group).Mode);
        var again = _bench.Do(To(group, GroupMode.Observe))!;
        Assert.NotEqual(observation.Id, again.Id);
        Assert.Equal(before + 3, _bench.World.Revision);

        _bench.Do(To(group, GroupMode.Enforce));
        Assert.Equal((GroupMode.Enforce, before + 4), (_bench.Group(group).Mode, _bench.World.Revision));
        Assert.Empty(_bench.World.Observations);
    }

    [Fact]
    public void Whatever_enforces_a_group_or_takes_it_away_ends_its_observation()
    {
        string restored = _bench.NewGroup(), imported = _bench.NewGroup(), deleted = _bench.NewGroup(), stays = _bench.NewGroup();
        var past = _bench.World;
        foreach (string group in new[] { restored, imported, deleted, stays })
            _bench.Do(To(group, GroupMode.Observe));
        _bench.Do(new DeleteSecurityGroup(deleted));
        _bench.Do(new ImportSecurityGroups([new GroupImport { Path = "0", Id = imported, Mode = "ENFORCE" }, new GroupImport { Path = "1", Id = stays, Name = "new" }], false, false));
        Assert.Equal([restored, stays], _bench.World.Observations.Values.Select(one => one.SecurityGroupId!).Order());
        Assert.Equal([GroupMode.Enforce, GroupMode.Observe], new[] { imported, stays }.Select(id => _bench.Group(id).Mode));
        _bench.Do(new RestoreRevision(past, false));
        Assert.Empty(_bench.World.Observations);
        Assert.All(_bench.World.Groups.Values, group => Assert.Equal(GroupMode.Enforce, group.Mode));
    }

    [Fact]
    public void A_group_that_was_observed_is_again_after_a_restore_and_a_revert_with_its_observation()
    {
        string group = _bench.NewGroup();
        var observation = _bench.Do(To(group, GroupMode.Observe))!;
        var past = _bench.World;
        _bench.Do(new OnTrial<PolicyObservation?>(To(group, GroupMode.Enforce), TimeSpan.FromMinutes(1)));
        Assert.Empty(_bench.World.Observations);
        _bench.Do(new RevertTrial(null));
        Assert.Equal(GroupMode.Observe, _bench.Group(group).Mode);
        Assert.Equal(observation.Id, Assert.Single(_bench.World.Observations.Keys));

        _bench.Do(To(group, GroupMode.Enforce));
        _bench.Do(new RestoreRevision(past, false));
        Assert.Equal(GroupMode.Observe, _bench.Group(group).Mode);

        _bench.Do(To(group, GroupMode.Enforce));
        _bench.Do(new OnTrial<PolicyObservation?>(To(group, GroupMode.Observe), TimeSpan.FromMinutes(1)));
        Assert.Single(_bench.World.Observations);
        _bench.Do(new RevertTrial(null));
        Assert.Empty(_bench.World.Observations);
    }

    [Fact]
    public void A_clone_is_enforced()
    {
        string group = _bench.NewGroup();
        _bench.Do(To(group, GroupMode.Observe));
        Assert.Equal(GroupMode.Enforce, _bench.Do(new CloneSecurityGroup(group, "copy", null, null, null, [], false)).Mode);
    }

    [Fact]
    public void There_are_no_more_observations_than_there_may_be_and_a_group_that_cannot_be_watched_is_not_opened()
    {
        string[] groups = [.. Enumerable.Range(0, 11).Select(_ => _bench.NewGroup())];
        var observations = groups[..10].Select(group => _bench.Do(To(group, GroupMode.Observe))!.Id).ToList();
        _bench.Refused(To(groups[10], GroupMode.Observe), RefusalKind.ObservationQuota);
        _bench.Do(new DeleteObservations([observations[0]]));
        _bench.Do(To(groups[10], GroupMode.Observe));
        _bench.Refused(To("sg-zzzzzzzz", GroupMode.Observe), RefusalKind.GroupNotFound);
    }

    [Fact]
    public void Observing_a_group_that_a_guard_rests_on_is_refused()
    {
        string group = _bench.NewGroup();
        _bench.Add(group, Direction.Ingress, Bench.Tcp("80"));
        _bench.NewInstance(group);
        var guard = Guarded(group);
        var world = _bench.World.Tentative([new Change.PutGuard(guard)]);
        var changes = To(group, GroupMode.Observe).Decide(world, new CommandContext(Bench.Home, Bench.Start, new SequentialIds(), new Quotas())).Changes;
        var revision = new Revision(world.Revision + 1, Bench.Start, new Origin("", "", "", ""), changes);
        var attempt = new GuardAdmission(world).Try(world.Apply(revision), revision);
        var refusal = Assert.Single(attempt.Refusals(forced: false));
        Assert.Equal(RefusalKind.GuardViolated, refusal.Kind);
        Assert.Contains("every group of which is in observe mode", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(attempt.Refusals(forced: true));
    }

    private static Guard Guarded(string group) =>
        Guards.GuardWorlds.Of(new GuardEnd { Outside = true }, GuardEnd.Nobody, new GuardEnd { SecurityGroupIds = [group] }, "tcp:22");

    private static ObservedCall Call { get; } = new("ModifySecurityGroupMode", "2026-11-01", "{}");

    private static ModifySecurityGroupMode To(string group, GroupMode mode) => new(group, mode, Call, "AKIDx");

    private Verdict Ask(Instance instance, string far, ushort port)
    {
        var one = _bench.Primary(instance);
        return PolicyEvaluator.Evaluate(_bench.World.BoundGroups(one), Direction.Ingress, IpAddress.Parse(far), IpProtocol.Tcp, port, one.VpcId, _bench.World.Membership, _bench.World.TemplateContents);
    }
}
