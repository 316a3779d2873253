using Ringfence.Control.Commands;
using Ringfence.Control.History;
using Ringfence.Control.Tests.Support;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;
using static Ringfence.Control.Tests.Support.Bench;

namespace Ringfence.Control.Tests.Commands;

public sealed class RestoreRevisionTests
{
    private static readonly Scope Elsewhere = new(Home.Account, "eu-frankfurt");

    private readonly Bench _bench = new();

    [Fact]
    public void Templates_come_back_with_the_rules_that_name_them_and_those_that_were_not_there_go()
    {
        string template = _bench.Template(TemplateKind.Address, "10.0.0.1");
        string group = _bench.NewGroup();
        _bench.Add(group, Direction.Ingress, new RuleSpec { AddressTemplateId = template, Action = "ACCEPT" });
        var past = _bench.World;
        _bench.Do(new ModifySecurityGroupPolicies(group, new RuleSetSpec("0", [], []), false));
        _bench.Do(new DeleteTemplate(TemplateKind.Address, template, "Id"));
        string later = _bench.Template(TemplateKind.Address, "10.0.0.2");
        _bench.Add(group, Direction.Egress, new RuleSpec { AddressTemplateId = later, Action = "DROP" });

        _bench.Do(new RestoreRevision(past, Preview: false));
        Assert.Equal([template], _bench.World.Templates.Keys);
        Assert.Equal("10.0.0.1", Assert.Single(_bench.World.Templates[template].Members).Text);
        Assert.Equal(template, Assert.Single(_bench.Group(group).Ingress).Text.AddressTemplateId);
        Assert.Empty(_bench.Group(group).Egress);
        WorldAssert.IndexesAreRight(_bench.World);
    }

    [Fact]
    public void Groups_rules_and_bindings_are_again_what_they_were()
    {
        string kept = _bench.NewGroup(), deleted = _bench.NewGroup();
        var instance = _bench.NewInstance(kept, deleted);
        _bench.Add(kept, Direction.Ingress, Tcp("80"), Tcp("443"));
        var past = _bench.World;

        _bench.Do(new DeleteSecurityGroupPolicies(kept, Set(Direction.Ingress, null, At(0))));
        _bench.Add(kept, Direction.Ingress, Tcp("22", 0));
        _bench.Do(new ModifyInstances([instance.Id], null, [kept]));
        _bench.Do(new DeleteSecurityGroup(deleted));
        string later = _bench.NewGroup();
        _bench.Do(new ModifySecurityGroupAttribute(kept, "renamed", null));

        _bench.Do(new RestoreRevision(past, Preview: false));
        Assert.Equal("80 443", _bench.Ports(kept));
        Assert.Equal("web", _bench.Group(kept).Name);
        Assert.Equal([kept, deleted], _bench.Primary(instance).SecurityGroupIds);
        Assert.DoesNotContain(later, _bench.World.Groups.Keys);
        Assert.Equal(past.Groups[kept].Ingress.Select(rule => rule.Rule.Id), _bench.Group(kept).Ingress.Select(rule => rule.Rule.Id));
        WorldAssert.IndexesAreRight(_bench.World);
    }

    [Fact]
    public void A_version_that_was_given_never_stands_for_other_rules()
    {
        string group = _bench.NewGroup();
        _bench.Add(group, Direction.Ingress, Tcp("80"));
        var past = _bench.World;
        _bench.Add(group, Direction.Ingress, Tcp("443"));
        long seen = _bench.Group(group).PolicyVersion;
        _bench.Do(new RestoreRevision(past, false));
        Assert.Equal(seen + 1, _bench.Group(group).PolicyVersion);
    }

    [Fact]
    public void Everything_that_cannot_come_back_is_named_and_nothing_changes()
    {
        string old = _bench.NewGroup();
        var gone = _bench.NewInstance(old);
        var stays = _bench.NewInstance(old);
        var past = _bench.World;
        _bench.Do(new DeregisterInstances([gone.Id]));
        string used = _bench.NewGroup();
        var newcomer = _bench.NewInstance(used);
        _bench.Do(new CreateDefaultSecurityGroup("0"));

        var decision = _bench.Refused(new RestoreRevision(past, false), RefusalKind.InstanceNotFound, RefusalKind.GroupInUse, RefusalKind.DefaultGroup);
        string[] messages = [.. decision.Refusals.Select(refusal => refusal.Message)];
        Assert.Contains(messages, message => message.Contains(gone.Id, StringComparison.Ordinal) && message.Contains(old, StringComparison.Ordinal));
        Assert.Contains(messages, message => message.Contains(used, StringComparison.Ordinal) && message.Contains(_bench.Primary(newcomer).Id, StringComparison.Ordinal));
        Assert.DoesNotContain(messages, message => message.Contains(stays.Id, StringComparison.Ordinal));
    }

    [Fact]
    public void A_preview_tells_what_the_restoring_does_and_does_nothing()
    {
        string changed = _bench.NewGroup();
        _bench.Add(changed, Direction.Ingress, Tcp("80"));
        var past = _bench.World;
        string later = _bench.NewGroup();
        _bench.Do(new DeleteSecurityGroupPolicies(changed, Set(Direction.Ingress, null, At(0))));

        var before = _bench.World;
        var preview = _bench.Do(new RestoreRevision(past, Preview: true));
        Assert.Same(before, _bench.World);
        Assert.Equal(
            [$"Modify {changed} Ingress 0 added: ACCEPT tcp:80 10.0.0.0/8", $"Delete {later} Name: was 'web'; Project: was '0'"],
            preview.Changes.Select(Line));
        Assert.Equal(preview.Changes.Select(Line), _bench.Do(new RestoreRevision(past, false)).Changes.Select(Line));
    }

    [Fact]
    public void What_is_as_it_was_needs_no_change()
    {
        _bench.NewInstance(_bench.NewGroup());
        var past = _bench.World;
        Assert.Empty(_bench.Do(new RestoreRevision(past, false)).Changes);
        Assert.Same(past, _bench.World);
    }

    [Fact]
    public void Other_regions_are_not_touched()
    {
        string mine = _bench.NewGroup();
        var past = _bench.World;
        string theirs = _bench.NewGroup(scope: Elsewhere);
        _bench.Do(new DeleteSecurityGroup(mine));
        _bench.Do(new RestoreRevision(past, false));
        Assert.Contains(theirs, _bench.World.Groups.Keys);
        Assert.Contains(mine, _bench.World.Groups.Keys);
    }

    [Fact]
    public void A_group_whose_id_another_region_took_is_named_whatever_its_rules_and_the_other_is_not_touched()
    {
        string group = _bench.NewGroup(), spare = _bench.NewGroup();
        var instance = _bench.NewInstance(group);
        var past = _bench.World;
        _bench.Do(new ModifyInstances([instance.Id], null, [spare]));
        _bench.Do(new DeleteSecurityGroup(group));
        Take(group, []);
        var decision = _bench.Refused(new RestoreRevision(past, false), RefusalKind.GroupInUse);
        Assert.StartsWith(group, decision.Refusals[0].Message, StringComparison.Ordinal);

        Take(group, [Tcp("80")]);
        _bench.Refused(new RestoreRevision(past, false), RefusalKind.GroupInUse);
        Assert.Equal(Elsewhere, _bench.Group(group).Scope);

        // What was elsewhere then and is here now was not here.
        var theirs = _bench.World;
        _bench.Do(new DeleteSecurityGroup(group), Elsewhere);
        _bench.Do(new ImportSecurityGroups([new GroupImport { Path = "SecurityGroups.0", Id = group, Name = "back" }], false, false));
        Assert.Equal(Home, _bench.Group(group).Scope);
        _bench.Do(new RestoreRevision(theirs, false));
        Assert.DoesNotContain(group, _bench.World.Groups.Keys);
        WorldAssert.IndexesAreRight(_bench.World);

        void Take(string id, RuleSpec[] rules) =>
            _bench.Do(new ImportSecurityGroups([new GroupImport { Path = "SecurityGroups.0", Id = id, Name = "web", Ingress = [.. rules] }], false, false), Elsewhere);
    }

    [Fact]
    public void A_template_whose_id_another_region_took_is_named_and_one_that_was_elsewhere_goes()
    {
        string template = _bench.Template(TemplateKind.Address, "10.0.0.1");
        var past = _bench.World;
        _bench.Do(new DeleteTemplate(TemplateKind.Address, template, "Id"));
        _bench.Do(Import(), Elsewhere);
        Assert.Equal(Elsewhere, _bench.World.Templates[template].Scope);
        var decision = _bench.Refused(new RestoreRevision(past, false), RefusalKind.TemplateInUse);
        Assert.StartsWith(template, decision.Refusals[0].Message, StringComparison.Ordinal);

        var theirs = _bench.World;
        _bench.Do(new DeleteTemplate(TemplateKind.Address, template, "Id"), Elsewhere);
        _bench.Do(Import());
        _bench.Do(new RestoreRevision(theirs, false));
        Assert.Empty(_bench.World.Templates);

        ImportSecurityGroups Import() => new([], false, false)
        {
            Templates = [new TemplateImport { Path = "AddressTemplates.0", Kind = TemplateKind.Address, Id = template, Name = "t", Members = [new MemberSpec("10.0.0.1", null)] }],
        };
    }

    [Fact]
    public void An_interface_that_another_region_registered_is_gone_and_keeps_its_groups()
    {
        string group = _bench.NewGroup();
        var instance = _bench.NewInstance(group);
        var card = _bench.Primary(instance);
        var past = _bench.World;
        _bench.Do(new DeregisterInstances([instance.Id]));
        string theirs = _bench.NewGroup(scope: Elsewhere);
        _bench.Register(new InstanceSpec { SecurityGroupIds = [theirs], NetworkInterfaces = [_bench.NewCard() with { NetworkInterfaceId = card.Id }] }, Elsewhere);
        var decision = _bench.Refused(new RestoreRevision(past, false), RefusalKind.InstanceNotFound);
        Assert.Contains(card.Id, decision.Refusals[0].Message, StringComparison.Ordinal);
        Assert.Equal([theirs], _bench.World.Interfaces[card.Id].SecurityGroupIds);
    }

    [Fact]
    public void A_lowered_limit_is_held()
    {
        string group = _bench.NewGroup();
        _bench.Add(group, Direction.Ingress, Tcp("80"), Tcp("443"));
        var past = _bench.World;
        _bench.Do(new DeleteSecurityGroupPolicies(group, Set(Direction.Ingress, null, At(0))));
        _bench.Quotas = new Quotas { RulesPerDirection = 1 };
        _bench.Refused(new RestoreRevision(past, false), RefusalKind.RuleQuota);
    }

    private static string Line(ResourceChange change) => $"{change.Operation} {change.Id} {string.Join("; ", change.Details)}";
}
