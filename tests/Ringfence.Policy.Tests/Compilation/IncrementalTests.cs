using CsCheck;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Tests.Compilation;

public sealed class IncrementalTests
{
    [Fact]
    public void Any_chain_of_updates_means_what_a_fresh_compilation_means() =>
        Gen.Select(Gens.Host, Gens.Change.Array[1, 12]).Sample((start, changes) =>
        {
            var policy = start;
            var tables = Hosts.Compile(policy);
            foreach (var change in changes)
            {
                policy = change(policy);
                tables = Hosts.Update(tables, policy);
                AssertMeansTheSame(Hosts.Compile(policy), tables, policy);
            }

            Probes.AssertAgree(tables, policy);
        }, iter: 100);

    [Fact]
    public void An_update_may_bring_many_changes_at_once_and_branch_from_any_version() =>
        Gen.Select(Gens.Host, Gens.Change.Array[2, 10], Gens.Change.Array[2, 10]).Sample((start, left, right) =>
        {
            var tables = Hosts.Compile(start);
            var leftPolicy = left.Aggregate(start, (policy, change) => change(policy));
            var rightPolicy = right.Aggregate(start, (policy, change) => change(policy));
            var leftTables = Hosts.Update(tables, leftPolicy);
            var rightTables = Hosts.Update(tables, rightPolicy);
            Probes.AssertAgree(leftTables, leftPolicy);
            Probes.AssertAgree(rightTables, rightPolicy);
            // From one branch to the other: address sets without a common past.
            Probes.AssertAgree(Hosts.Update(leftTables, rightPolicy), rightPolicy);
            Probes.AssertAgree(tables, start);
        }, iter: 30);

    [Fact]
    public void The_deltas_rebuild_the_later_tables_from_the_earlier() =>
        Gen.Select(Gens.Host, Gens.Change.Array[1, 12]).Sample((start, changes) =>
        {
            var policy = start;
            var tables = Hosts.Compile(policy);
            var copy = new TableCopy(tables);
            foreach (var change in changes)
            {
                policy = change(policy);
                var next = Hosts.Update(tables, policy);
                copy.Apply(tables, next);
                tables = next;
            }

            copy.AssertEquals(tables);
        }, iter: 100);

    [Fact]
    public void A_member_that_joins_a_known_combination_changes_one_host_entry_and_no_policy()
    {
        var policy = Hosts.Host([Hosts.Rule("s", "tcp:80"), Hosts.Rule("10.0.0.0/8", "tcp:22")], AddressSet.Create("s", [Hosts.Ip("10.0.0.1"), Hosts.Ip("11.0.0.1")]));
        var before = Hosts.Compile(policy);
        var after = Hosts.Update(before, policy.With(policy.Sets["s"].Add(Hosts.Ip("10.0.0.2"))));
        Assert.Same(before.Interfaces, after.Interfaces);
        var delta = after.Classifier.Since(before.Classifier);
        Assert.Equal((Hosts.Ip("10.0.0.2"), before.Classifier.Lookup(Hosts.Ip("10.0.0.1"))), Assert.Single(delta.HostsSet));
        Assert.Empty(delta.HostsRemoved);
        Assert.Empty(delta.NewClasses);
        Assert.Empty(delta.PrefixesSet);
    }

    [Fact]
    public void A_member_that_leaves_falls_back_to_its_prefix()
    {
        var policy = Hosts.Host([Hosts.Rule("s", "tcp:80"), Hosts.Rule("10.0.0.0/8", "tcp:22")], AddressSet.Create("s", [Hosts.Ip("10.0.0.1")]));
        var before = Hosts.Compile(policy);
        var after = Hosts.Update(before, policy.With(policy.Sets["s"].Remove(Hosts.Ip("10.0.0.1"))));
        Assert.Equal(Hosts.Ip("10.0.0.1"), Assert.Single(after.Classifier.Since(before.Classifier).HostsRemoved));
        Assert.False(after.Evaluate("a", Direction.Ingress, Hosts.Ip("10.0.0.1"), IpProtocol.Tcp, 80).IsAccepted);
        Assert.True(after.Evaluate("a", Direction.Ingress, Hosts.Ip("10.0.0.1"), IpProtocol.Tcp, 22).IsAccepted);
    }

    [Fact]
    public void A_new_combination_extends_the_policies_in_place()
    {
        var policy = Hosts.Host(
            [Hosts.Rule("s", "tcp:80"), Hosts.Rule("t", "tcp:443")], AddressSet.Create("s", [Hosts.Ip("10.0.0.1")]), AddressSet.Create("t", [Hosts.Ip("10.0.0.2")]));
        var before = Hosts.Compile(policy);
        var after = Hosts.Update(before, policy.With(policy.Sets["t"].Add(Hosts.Ip("10.0.0.1"))));
        var delta = after.Interfaces["a"].Ingress.Since(before.Interfaces["a"].Ingress);
        Assert.True(delta.IsExtension);
        Assert.Equal(before.Interfaces["a"].Ingress.Rows, delta.FirstNewRow);
        Assert.Equal(Assert.Single(after.Classifier.Since(before.Classifier).NewClasses), Assert.Single(delta.ChangedClasses));
        Assert.True(after.Evaluate("a", Direction.Ingress, Hosts.Ip("10.0.0.1"), IpProtocol.Tcp, 443).IsAccepted);
        Assert.True(after.Evaluate("a", Direction.Ingress, Hosts.Ip("10.0.0.1"), IpProtocol.Tcp, 80).IsAccepted);
    }

    [Fact]
    public void A_class_that_tells_merged_services_apart_recompiles_the_policy()
    {
        // The set is empty, so the two services are one column until it has a member.
        var policy = Hosts.Host([Hosts.Rule("s", "tcp:80"), Hosts.Rule("10.0.0.0/8", "tcp:80-90")], AddressSet.Create("s", []));
        var before = Hosts.Compile(policy);
        Assert.Equal(2, before.Interfaces["a"].Ingress.Columns);
        var next = policy.With(policy.Sets["s"].Add(Hosts.Ip("11.0.0.1")));
        var after = Hosts.Update(before, next);
        Assert.Equal(3, after.Interfaces["a"].Ingress.Columns);
        Assert.False(after.Interfaces["a"].Ingress.Since(before.Interfaces["a"].Ingress).IsExtension);
        Probes.AssertAgree(after, next);
    }

    [Fact]
    public void A_changed_list_recompiles_only_the_policies_that_use_it()
    {
        var policy = Hosts.Host(
            [Hosts.Interface("a", ["x"], []), Hosts.Interface("b", ["y"], [])], [Hosts.List("x", Hosts.Rule("10.0.0.0/8", "tcp:80")), Hosts.List("y", Hosts.Rule("10.0.0.0/8", "tcp:443"))]);
        var before = Hosts.Compile(policy);
        var after = Hosts.Update(before, policy.With(Hosts.List("x", Hosts.Rule("10.0.0.0/8", "tcp:81"))));
        Assert.Same(before.Interfaces["b"].Ingress, after.Interfaces["b"].Ingress);
        Assert.Same(before.Classifier, after.Classifier);
        Assert.True(after.Evaluate("a", Direction.Ingress, Hosts.Ip("10.0.0.1"), IpProtocol.Tcp, 81).IsAccepted);
        Assert.False(after.Evaluate("a", Direction.Ingress, Hosts.Ip("10.0.0.1"), IpProtocol.Tcp, 80).IsAccepted);
    }

    [Fact]
    public void Classes_that_nobody_uses_are_freed_and_their_ids_given_again()
    {
        var member = AddressSet.Create("s", [Hosts.Ip("10.0.0.7"), Hosts.Ip("99.0.0.1")]);
        var policy = Hosts.Host(
            [Hosts.Interface("a", ["l"], ["other"]), Hosts.Interface("b", [], ["other"])],
            [Hosts.List("l"), Hosts.List("other", Hosts.Rule("s", "tcp:1"), Hosts.Rule("10.0.0.0/8", "tcp:2"))],
            member);
        var tables = Hosts.Compile(policy);
        HostTables? first = null;
        for (int round = 0; round < 8; round++)
        {
            // Each round mentions 600 prefixes of its own: without sweeping there would be 4,800 classes in the end.
            var rules = Enumerable.Range(0, 600).Select(i => Hosts.Rule($"{10 + round}.{i / 256}.{i % 256}.0/24", i % 2 == 0 ? "tcp:80" : "udp:53", i % 3 != 0));
            policy = policy.With(Hosts.List("l", [.. rules]));
            var next = Hosts.Update(tables, policy);
            Assert.Empty(next.Classifier.Since(tables.Classifier).RedefinedClasses);
            tables = next;
            first ??= tables;
            AssertMeansTheSame(Hosts.Compile(policy), tables, policy);
        }

        Assert.InRange(tables.Classifier.ClassCount, 601, 3000);
        Assert.NotEmpty(tables.Classifier.Since(first!.Classifier).RedefinedClasses);
    }

    internal static void AssertMeansTheSame(HostTables expected, HostTables actual, HostPolicy policy)
    {
        foreach (string id in policy.Interfaces.Keys)
        {
            foreach (var direction in new[] { Direction.Ingress, Direction.Egress })
                Assert.Equal(PacketSet.AcceptedBy(expected, id, direction), PacketSet.AcceptedBy(actual, id, direction));
        }

        Assert.Equal(policy.Interfaces.Keys.Order(), actual.Interfaces.Keys.Order());
    }
}
