using CsCheck;
using Ringfence.Control.Distribution;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using static Ringfence.Control.Tests.Distribution.Pieces;

namespace Ringfence.Control.Tests.Distribution;

public sealed class HostPolicyBuilderTests
{
    [Fact]
    public void After_any_changes_every_policy_is_what_a_full_build_makes_of_the_world() => GenChanges.Commits.Sample(commits =>
    {
        var history = new History();
        var builder = new HostPolicyBuilder(World.Empty);
        builder.Add("h1");
        builder.Add("h2");
        foreach (var revisions in commits)
        {
            builder.Advance(history.CommitTogether(revisions));
            foreach (string host in new[] { "h1", "h2" })
            {
                Assert.Equal(FullBuild.Of(history.World, host), HostPolicyText.Of(builder[host]));
                Assert.Equal(history.World.Revision, builder[host].Revision);
            }
        }

        // A host that is added late sees the same as one that was there from the start.
        Assert.Equal(FullBuild.Of(history.World, "h3"), HostPolicyText.Of(builder.Add("h3")));
        Assert.Equal(FullBuild.Of(history.World, "h1"), HostPolicyText.Of(new HostPolicyBuilder(history.World).Add("h1")));
    }, iter: 1000);

    [Fact]
    public void Hosts_that_come_and_go_and_commits_that_were_missed_change_nothing_in_the_result() => Gen.Select(GenChanges.Commits, Gen.Int[0, 5].Array[25]).Sample((commits, choices) =>
    {
        var history = new History();
        var builder = new HostPolicyBuilder(World.Empty);
        for (int i = 0; i < commits.Length; i++)
        {
            var commit = history.CommitTogether(commits[i]);
            if (choices[i] == 0)
                continue;
            builder.Advance(choices[i] == 1 ? commit with { Revisions = [] } : commit);
            if (choices[i] == 2)
                builder.Remove("h1");
            Assert.Equal(FullBuild.Of(history.World, "h1"), HostPolicyText.Of(builder.Add("h1")));
            Assert.Equal(FullBuild.Of(history.World, "h2"), HostPolicyText.Of(builder.Add("h2")));
        }
    }, iter: 500);

    [Fact]
    public void What_a_commit_leaves_alone_stays_the_same_object_and_what_it_changes_does_not() => GenChanges.Commits.Sample(commits =>
    {
        var history = new History();
        var builder = new HostPolicyBuilder(World.Empty);
        var before = builder.Add("h1");
        foreach (var revisions in commits)
        {
            builder.Advance(history.CommitTogether(revisions));
            var after = builder["h1"];
            bool unchanged = AssertShared(before.Interfaces, after.Interfaces, (a, b) => HostPolicyText.Of(a) == HostPolicyText.Of(b))
                & AssertShared(before.Lists, after.Lists, (a, b) => a.Rules.SequenceEqual(b.Rules))
                & AssertShared(before.Sets, after.Sets, (a, b) => a.Addresses.SetEquals(b.Addresses));
            if (unchanged)
                Assert.Equal(before with { Revision = after.Revision }, after);
            before = after;
        }
    }, iter: 500);

    [Fact]
    public void A_set_tells_its_difference_to_the_one_before() => GenChanges.Commits.Sample(commits =>
    {
        var history = new History();
        var builder = new HostPolicyBuilder(World.Empty);
        var before = builder.Add("h1");
        foreach (var revisions in commits)
        {
            builder.Advance(history.CommitTogether(revisions));
            var after = builder["h1"];
            foreach (var (id, set) in after.Sets)
            {
                if (!before.Sets.TryGetValue(id, out var earlier))
                    continue;
                var delta = set.Since(earlier);
                Assert.Equal(FullBuild.Join(set.Addresses), FullBuild.Join(earlier.Addresses.Except(delta.Removed).Union(delta.Added)));
            }

            before = after;
        }
    }, iter: 500);

    [Fact]
    public void Nothing_of_the_host_changed_means_the_same_policy_with_the_new_number()
    {
        var history = new History();
        var builder = new HostPolicyBuilder(World.Empty);
        builder.Advance(history.Commit(new Change.PutGroup(Group("sg-00000001", ["10.0.0.0/8"])), new Change.PutInterface(Interface("eni-00000001", "h1", Vpc, ["10.0.0.1"], "sg-00000001"))));
        var before = builder.Add("h1");
        builder.Advance(history.Commit(new Change.PutInterface(Interface("eni-00000002", "h2", Vpc, ["10.0.0.2"], "sg-00000001"))));
        Assert.Equal(before with { Revision = 2 }, builder["h1"]);
        Assert.Same(before.Interfaces, builder["h1"].Interfaces);
        Assert.Same(before.Lists, builder["h1"].Lists);
        Assert.Same(before.Sets, builder["h1"].Sets);
    }

    [Fact]
    public void Names_and_descriptions_are_no_change_to_a_host()
    {
        var history = new History();
        var builder = new HostPolicyBuilder(World.Empty);
        builder.Advance(history.Commit(new Change.PutGroup(Group("sg-00000001", ["10.0.0.0/8"], name: "old")), new Change.PutInterface(Interface("eni-00000001", "h1", Vpc, ["10.0.0.1"], "sg-00000001"))));
        var before = builder.Add("h1");
        builder.Advance(history.Commit(new Change.PutGroup(Group("sg-00000001", ["10.0.0.0/8"], name: "new"))));
        Assert.Same(before.Lists, builder["h1"].Lists);
    }

    [Fact]
    public void Hosts_share_the_lists_and_sets_that_both_use()
    {
        var history = new History();
        var builder = new HostPolicyBuilder(World.Empty);
        builder.Add("h1");
        builder.Add("h2");
        builder.Advance(history.Commit(
            new Change.PutGroup(Group("sg-00000001", ["sg-00000001"])),
            new Change.PutInterface(Interface("eni-00000001", "h1", Vpc, ["10.0.0.1"], "sg-00000001")),
            new Change.PutInterface(Interface("eni-00000002", "h2", Vpc, ["10.0.0.2"], "sg-00000001"))));
        Assert.Same(builder["h1"].Lists["sg-00000001/in@vpc-aaaaaaaa"], builder["h2"].Lists["sg-00000001/in@vpc-aaaaaaaa"]);
        Assert.Same(builder["h1"].Sets["sg-00000001@vpc-aaaaaaaa"], builder["h2"].Sets["sg-00000001@vpc-aaaaaaaa"]);
        Assert.Equal("10.0.0.1 10.0.0.2", FullBuild.Join(builder["h1"].Sets["sg-00000001@vpc-aaaaaaaa"].Addresses));
    }

    [Fact]
    public void Networks_with_the_same_addresses_never_meet()
    {
        var history = new History();
        var builder = new HostPolicyBuilder(World.Empty);
        builder.Add("h1");
        builder.Advance(history.Commit(
            new Change.PutGroup(Group("sg-00000001", ["sg-00000001"])),
            new Change.PutInterface(Interface("eni-00000001", "h1", Vpc, ["10.0.0.1"], "sg-00000001")),
            new Change.PutInterface(Interface("eni-00000002", "h1", OtherVpc, ["10.0.0.1", "10.0.0.2"], "sg-00000001"))));
        builder.Advance(history.Commit(new Change.DeleteInterface("eni-00000001")));
        Assert.Equal(["sg-00000001@vpc-bbbbbbbb"], builder["h1"].Sets.Keys);
        Assert.Equal("10.0.0.1 10.0.0.2", FullBuild.Join(builder["h1"].Sets["sg-00000001@vpc-bbbbbbbb"].Addresses));
    }

    [Fact]
    public void An_address_of_two_members_stays_until_the_second_leaves()
    {
        var history = new History();
        var builder = new HostPolicyBuilder(World.Empty);
        builder.Advance(history.Commit(
            new Change.PutGroup(Group("sg-00000001", ["sg-00000002"])),
            new Change.PutInterface(Interface("eni-00000001", "h1", Vpc, [], "sg-00000001")),
            new Change.PutInterface(Interface("eni-00000002", "h2", Vpc, ["10.0.0.9"], "sg-00000002")),
            new Change.PutInterface(Interface("eni-00000003", "h3", Vpc, ["10.0.0.9"], "sg-00000002"))));
        builder.Add("h1");
        builder.Advance(history.Commit(new Change.DeleteInterface("eni-00000002")));
        Assert.Contains(IpAddress.Parse("10.0.0.9"), builder["h1"].Sets["sg-00000002@vpc-aaaaaaaa"].Addresses);
        builder.Advance(history.Commit(new Change.DeleteInterface("eni-00000003")));
        Assert.Empty(builder["h1"].Sets["sg-00000002@vpc-aaaaaaaa"].Addresses);
    }

    [Fact]
    public void An_interface_without_groups_has_no_lists()
    {
        var history = new History();
        var builder = new HostPolicyBuilder(World.Empty);
        builder.Add("h1");
        builder.Advance(history.Commit(new Change.PutInterface(Interface("eni-00000001", "h1", Vpc, ["10.0.0.1"]))));
        var own = builder["h1"].Interfaces["eni-00000001"];
        Assert.True(own.IngressLists is { IsDefault: false, IsEmpty: true } && own.EgressLists is { IsDefault: false, IsEmpty: true });
        Assert.Empty(builder["h1"].Lists);
    }

    /// <summary>What says the same is the same object. True when that is so for everything.</summary>
    private static bool AssertShared<T>(IReadOnlyDictionary<string, T> before, IReadOnlyDictionary<string, T> after, Func<T, T, bool> same)
        where T : class
    {
        bool all = before.Count == after.Count;
        foreach (var (id, value) in after)
        {
            if (before.TryGetValue(id, out var earlier) && same(earlier, value))
                Assert.Same(earlier, value);
            else
                all = false;
        }

        return all;
    }
}
