using System.Collections.Immutable;
using Ringfence.Control.Admission;
using Ringfence.Control.Commands;
using Ringfence.Control.Snapshots;
using Ringfence.Control.Tests.Distribution;
using Ringfence.Control.Tests.Support;
using Ringfence.Control.Trials;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Tests.Trials;

/// <summary>Changes that are undone unless they are confirmed.</summary>
public sealed class TrialTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly Scope Neighbour = new("100000000002", "ap-guangzhou");

    private readonly Bench _bench = new();

    [Fact]
    public void A_confirmed_change_stays_and_leaves_nothing_behind()
    {
        string group = _bench.NewGroup();
        Try(Add(group, "22"));
        var trial = Assert.Single(_bench.World.Trials.Values);
        Assert.Equal((_bench.World.Revision, Bench.Start + Minute), (trial.Revision, trial.Deadline));
        _bench.Do(new ConfirmTrial(trial.Revision));
        Assert.Empty(_bench.World.Trials);
        Assert.Equal("22", _bench.Ports(group));
    }

    [Fact]
    public void A_reverted_change_is_as_if_it_had_not_been_but_for_the_version_of_the_rules()
    {
        string group = _bench.NewGroup();
        _bench.Add(group, Direction.Ingress, Bench.Tcp("22"));
        var before = _bench.World;
        Try(Add(group, "23"));
        Assert.Equal("22 23", _bench.Ports(group));
        _bench.Do(new RevertTrial(null));
        Assert.Equal("22", _bench.Ports(group));
        Assert.Equal(before.Groups[group].Ingress[0], _bench.Group(group).Ingress[0]);
        Assert.Equal(before.Groups[group].PolicyVersion + 2, _bench.Group(group).PolicyVersion);
        Assert.Empty(_bench.World.Trials);
        WorldAssert.IndexesAreRight(_bench.World);
    }

    [Fact]
    public void Groups_that_came_go_and_groups_that_went_come_back_with_their_bindings_and_snapshots()
    {
        string kept = _bench.NewGroup(), doomed = _bench.NewGroup();
        var policy = _bench.Do(new CreateSnapshotPolicies([new SnapshotPolicySpec { Name = "p", BackupType = "operate", KeepTime = 30, BackupPolicies = [] }], []))[0];
        _bench.Do(new AttachSnapshotInstances(policy.Id, [new SnapshotInstanceSpec(doomed, "securitygroup", null)]));
        var file = Assert.Single(_bench.World.SnapshotFiles.Keys);

        Try(new DeleteSecurityGroup(doomed));
        Assert.False(_bench.World.Groups.ContainsKey(doomed));
        _bench.Do(new RevertTrial(null));
        Assert.True(_bench.World.Groups.ContainsKey(doomed));
        Assert.Equal(policy.Id, _bench.World.SnapshotPolicyByGroup[doomed]);
        Assert.Contains(file, _bench.World.SnapshotFiles.Keys);

        var instance = _bench.NewInstance(kept, doomed);
        Try(new ModifyInstances([instance.Id], null, [doomed, kept]));
        Assert.Equal([doomed, kept], _bench.Primary(instance).SecurityGroupIds);
        _bench.Do(new RevertTrial(null));
        Assert.Equal([kept, doomed], _bench.Primary(instance).SecurityGroupIds);

        string made = Try(new CreateSecurityGroup("new", "", null, [], null)).Id;
        _bench.Do(new RevertTrial(null));
        Assert.False(_bench.World.Groups.ContainsKey(made));
        WorldAssert.IndexesAreRight(_bench.World);
    }

    [Fact]
    public void While_a_change_waits_the_account_changes_nothing_else_and_is_told_why()
    {
        string group = _bench.NewGroup();
        Try(Add(group, "22"));
        long pending = _bench.World.Revision;
        foreach (var scope in new[] { Bench.Home, Bench.Home with { Region = "ap-beijing" } })
        {
            var refused = _bench.Decide(new CreateSecurityGroup("other", "", null, [], null), scope);
            var refusal = Assert.Single(refused.Refusals);
            Assert.Equal(RefusalKind.ChangeOnTrial, refusal.Kind);
            Assert.Contains($"Revision {pending} waits for its confirmation until 2026-01-05T09:01:00Z", refusal.Message, StringComparison.Ordinal);
        }

        _bench.Refused(new OnTrial<SecurityGroup>(new CreateSecurityGroup("other", "", null, [], null), Minute), RefusalKind.ChangeOnTrial);
        Assert.True(_bench.Decide(new CreateSecurityGroup("other", "", null, [], null), Neighbour).IsAccepted);
        // What changes nothing is answered as always.
        Assert.True(_bench.Decide(new ModifySecurityGroupAttribute(group, _bench.Group(group).Name, null)).IsAccepted);
        _bench.Do(new RevertTrial(null));
        _bench.NewGroup();
    }

    [Fact]
    public void Only_what_waits_can_be_confirmed_or_reverted()
    {
        Assert.Contains("No change waits", Assert.Single(_bench.Refused(new ConfirmTrial(null), RefusalKind.ResourceNotFound).Refusals).Message, StringComparison.Ordinal);
        string group = _bench.NewGroup();
        Try(Add(group, "22"));
        var refused = _bench.Refused(new RevertTrial(1), RefusalKind.ResourceNotFound);
        Assert.Equal("Revision 1 does not wait for a confirmation; revision 2 does.", refused.Refusals[0].Message);
        Assert.False(_bench.Decide(new ConfirmTrial(null), Neighbour).IsAccepted);
        _bench.Do(new ConfirmTrial(2));
    }

    [Fact]
    public void A_change_of_nothing_waits_for_nothing_and_a_refused_one_neither()
    {
        string group = _bench.NewGroup();
        Try(new ModifySecurityGroupAttribute(group, _bench.Group(group).Name, null));
        _bench.Refused(new OnTrial<Nothing>(new DeleteSecurityGroup("sg-zzzzzzzz"), Minute), RefusalKind.GroupNotFound);
        Assert.Empty(_bench.World.Trials);
    }

    [Fact]
    public void What_somebody_else_could_have_taken_meanwhile_is_not_given_up_on_trial()
    {
        var instance = _bench.NewInstance(_bench.NewGroup());
        var primary = _bench.Primary(instance);
        _bench.Refused(new OnTrial<Nothing>(new DeregisterInstances([instance.Id]), Minute), RefusalKind.Unsupported, RefusalKind.Unsupported);
        _bench.Refused(Registered(new InterfaceSpec { NetworkInterfaceId = primary.Id, Device = "other" }), RefusalKind.Unsupported);
        _bench.Refused(Registered(new InterfaceSpec { NetworkInterfaceId = primary.Id, PrivateIpAddresses = ["10.9.9.9"] }), RefusalKind.Unsupported);

        // A new interface can go again, an address more can be taken away again.
        _bench.Do(Registered(new InterfaceSpec { NetworkInterfaceId = primary.Id, PrivateIpAddresses = [.. primary.PrivateAddresses.Select(address => address.ToString()), "10.9.9.9"] }, _bench.NewCard()));
        Assert.Equal(2, _bench.World.Interfaces.Count);
        _bench.Do(new RevertTrial(null));
        Assert.Equal(primary.MemberAddresses, Assert.Single(_bench.World.Interfaces.Values).MemberAddresses);
        WorldAssert.IndexesAreRight(_bench.World);

        OnTrial<ImmutableArray<Instance>> Registered(params InterfaceSpec[] cards) =>
            new(new RegisterInstances([new InstanceSpec { InstanceId = instance.Id, NetworkInterfaces = [.. cards] }], "here"), Minute);
    }

    [Fact]
    public void An_instance_without_interfaces_is_not_given_up_on_trial_either()
    {
        string id = _bench.Register(new InstanceSpec { NetworkInterfaces = [] }).Id;
        _bench.Refused(new OnTrial<Nothing>(new DeregisterInstances([id]), Minute), RefusalKind.Unsupported);
    }

    [Fact]
    public void Nobody_gets_the_id_of_a_group_or_a_template_that_may_come_back()
    {
        string group = _bench.NewGroup(), template = _bench.Template(TemplateKind.Address, "10.0.0.1");
        var theirs = new ImportSecurityGroups([new GroupImport { Path = "SecurityGroups.0", Id = group, Name = "theirs" }], false, false)
        {
            Templates = [new TemplateImport { Path = "AddressTemplates.0", Kind = TemplateKind.Address, Id = template, Name = "theirs" }],
        };
        Try(new ImportSecurityGroups([], RemoveOthers: true, Preview: false));
        _bench.Do(theirs, Neighbour);
        Assert.DoesNotContain(group, _bench.World.Groups.Keys);
        _bench.Do(new RevertTrial(null));
        Assert.Equal(Bench.Home, _bench.Group(group).Scope);
        Assert.Single(_bench.World.GroupsByScope[Neighbour]);

        Try(new DeleteTemplate(TemplateKind.Address, template, "Id"));
        _bench.Do(theirs, Neighbour);
        Assert.DoesNotContain(template, _bench.World.Templates.Keys);
        _bench.Do(new RevertTrial(null));
        Assert.Equal(Bench.Home, _bench.World.Templates[template].Scope);
    }

    [Fact]
    public void A_host_is_told_what_it_goes_back_to_and_others_changes_meanwhile_are_in_it()
    {
        string group = _bench.NewGroup();
        _bench.NewInstance(group);
        Try(Add(group, "22"));
        string theirs = _bench.Do(new CreateSecurityGroup("theirs", "", null, [], null), Neighbour).Id;
        _bench.Register(new InstanceSpec { SecurityGroupIds = [theirs], NetworkInterfaces = [_bench.NewCard()] }, Neighbour);

        var policy = Distributed();
        Assert.Equal(FullBuild.Of(_bench.World, "here"), HostPolicyText.Of(policy));
        var fallback = policy.Fallback!;
        Assert.Equal((3L, Bench.Start + Minute, Minute), (fallback.Revision, fallback.Deadline, fallback.Within));
        Assert.Null(fallback.Policy.Fallback);
        Assert.Equal(2, fallback.Policy.Interfaces.Count);
        _bench.Do(new RevertTrial(null));
        Assert.Equal(HostPolicyText.Of(fallback.Policy), HostPolicyText.Of(Distributed()));
        Assert.Null(Distributed().Fallback);
    }

    [Fact]
    public void Two_accounts_on_one_host_go_back_one_after_the_other_in_whatever_order_their_times_end()
    {
        string group = _bench.NewGroup(), theirs = _bench.NewGroup(scope: Neighbour);
        _bench.NewInstance(group);
        _bench.Register(new InstanceSpec { SecurityGroupIds = [theirs], NetworkInterfaces = [_bench.NewCard()] }, Neighbour);
        string[] none = HostPolicyText.Of(Distributed());
        Try(Add(group, "22"), 2 * Minute);
        _bench.Do(new OnTrial<Nothing>(Add(theirs, "23"), Minute), Neighbour);
        var policy = Distributed();
        Assert.Equal(FullBuild.Of(_bench.World, "here"), HostPolicyText.Of(policy));

        // The neighbour's change ends first.
        var first = policy.Fallback!;
        var second = first.Policy.Fallback!;
        Assert.Equal((6L, 5L), (first.Revision, second.Revision));
        Assert.Null(second.Policy.Fallback);
        Assert.Equal(none, HostPolicyText.Of(second.Policy));
        _bench.Do(new RevertTrial(null), Neighbour);
        Assert.Equal(HostPolicyText.Of(first.Policy), HostPolicyText.Of(Distributed()));
    }

    private static CreateSecurityGroupPolicies Add(string group, string port) => new(group, Bench.Set(Direction.Ingress, null, Bench.Tcp(port)));

    private T Try<T>(ICommand<T> command, TimeSpan? within = null) => _bench.Do(new OnTrial<T>(command, within ?? Minute));

    private HostPolicy Distributed() => new HostAdmission(_bench.World, CompilationLimits.Default).PoliciesWithFallbacks()["here"];
}
