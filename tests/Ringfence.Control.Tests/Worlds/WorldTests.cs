using System.Collections.Immutable;
using CsCheck;
using Ringfence.Control.Commands;
using Ringfence.Control.Tests.Support;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;

namespace Ringfence.Control.Tests.Worlds;

public sealed class WorldTests
{
    [Fact]
    public void Indexes_are_right_after_any_changes() => RandomChanges.Revisions.Sample(revisions =>
    {
        var world = RandomChanges.Fold(revisions);
        WorldAssert.IndexesAreRight(world);
        Assert.Equal(revisions.Length, world.Revision);
        Assert.Equal(HighestRuleId(revisions.SelectMany(changes => changes)), world.LastRuleId);
    }, iter: 500);

    [Fact]
    public void A_loaded_world_is_the_folded_one() => RandomChanges.Revisions.Sample(revisions =>
    {
        var folded = RandomChanges.Fold(revisions);
        ImmutableArray<Change> documents =
        [
            .. folded.Interfaces.Values.Select(item => new Change.PutInterface(item)),
            .. folded.Groups.Values.Select(item => new Change.PutGroup(item)),
            .. folded.Instances.Values.Select(item => new Change.PutInstance(item)),
            .. folded.Templates.Values.Select(item => new Change.PutTemplate(item)),
        ];
        var loaded = World.Load(folded.Revision, folded.LastRuleId, documents);
        WorldAssert.IndexesAreRight(loaded);
        Assert.Equal((folded.Revision, folded.LastRuleId), (loaded.Revision, loaded.LastRuleId));
        Assert.Equal(folded.UsageByGroup.OrderBy(entry => entry.Key), loaded.UsageByGroup.OrderBy(entry => entry.Key));
        Assert.Equal(documents.Length, loaded.Groups.Count + loaded.Instances.Count + loaded.Interfaces.Count + loaded.Templates.Count);
    }, iter: 200);

    [Fact]
    public void Members_of_a_group_are_the_private_addresses_of_its_interfaces_in_the_network() => RandomChanges.Revisions.Sample(revisions =>
    {
        var world = RandomChanges.Fold(revisions);
        foreach (var group in world.Groups.Values)
        {
            foreach (string network in new[] { NetworkInterface.DefaultVpcId, "vpc-00000001", "vpc-00000009" })
            {
                for (uint n = 0; n < 10; n++)
                {
                    foreach (var address in new[] { IpAddress.V4(n), IpAddress.V6(n) })
                    {
                        bool expected = world.Interfaces.Values.Any(item => item.Scope == group.Scope && item.VpcId == network
                            && item.SecurityGroupIds.Contains(group.Id) && item.MemberAddresses.Contains(address));
                        Assert.Equal(expected, world.Membership.IsMember(group.Id, network, address));
                    }
                }
            }
        }
    }, iter: 100);

    [Fact]
    public void Only_the_next_revision_can_follow()
    {
        var origin = new Origin("", "", "", "");
        Assert.Throws<ArgumentException>(() => World.Empty.Apply(new Revision(2, Bench.Start, origin, [])));
        Assert.Throws<ArgumentException>(() => World.Load(5, 0, []).Apply(new Revision(5, Bench.Start, origin, [])));
        Assert.Equal(6, World.Load(5, 0, []).Apply(new Revision(6, Bench.Start, origin, [])).Revision);
    }

    [Fact]
    public void Rule_ids_of_a_loaded_world_go_on_after_the_last_one_ever_given()
    {
        var bench = new Bench();
        string id = bench.NewGroup();
        var loaded = World.Load(9, 41, [new Change.PutGroup(bench.Group(id))]);
        var decision = new CreateSecurityGroupPolicies(id, Bench.In(Bench.Tcp("1"))).Decide(loaded, new CommandContext(Bench.Home, Bench.Start, new SequentialIds(), new Quotas()));
        Assert.Equal(42, Assert.IsType<Change.PutGroup>(Assert.Single(decision.Changes)).Group.Ingress[0].Rule.Id.Value);
    }

    [Fact]
    public void An_earlier_world_does_not_change()
    {
        var bench = new Bench();
        string id = bench.NewGroup();
        var before = bench.World;
        bench.Do(new DeleteSecurityGroup(id));
        Assert.True(before.Groups.ContainsKey(id));
        Assert.Single(before.GroupsByScope[Bench.Home]);
        Assert.Empty(bench.World.GroupsByScope);
    }

    [Fact]
    public void One_more_member_costs_the_same_in_a_group_of_100_and_of_100_000()
    {
        long few = BytesOfOneJoin(100), many = BytesOfOneJoin(100_000);
        Assert.InRange(many, 1, Math.Min(few * 4, 100_000));
    }

    private static long BytesOfOneJoin(int members)
    {
        var bench = new Bench { Quotas = new Quotas { InstancesPerGroup = int.MaxValue, ReferencedGroupMembers = int.MaxValue } };
        string group = bench.NewGroup();
        bench.Add(group, Policy.Rules.Direction.Ingress, Bench.FromGroup(group));
        bench.Do(new RegisterInstances([.. Enumerable.Range(0, members).Select(_ => Spec())], "here"));
        bench.Register(Spec());

        var join = new RegisterInstances([Spec()], "here");
        long before = GC.GetAllocatedBytesForCurrentThread();
        bench.Do(join);
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(members + 2, bench.World.UsageByGroup[group].Cvm);
        return bytes;

        InstanceSpec Spec() => new() { SecurityGroupIds = [group], NetworkInterfaces = [bench.NewCard()] };
    }

    private static long HighestRuleId(IEnumerable<Change> changes) => changes.OfType<Change.PutGroup>()
        .SelectMany(put => put.Group.Ingress.AddRange(put.Group.Egress)).Select(rule => rule.Rule.Id.Value).DefaultIfEmpty(0).Max();
}
