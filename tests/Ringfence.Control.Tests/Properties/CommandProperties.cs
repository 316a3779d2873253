using System.Collections.Concurrent;
using System.Collections.Immutable;
using CsCheck;
using Ringfence.Control.Commands;
using Ringfence.Control.Rules;
using Ringfence.Control.Tests.Support;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Tests.Properties;

public sealed class CommandProperties
{
    private static readonly Scope[] Scopes = [Bench.Home, Bench.Home, Bench.Home, new("2", "ap-guangzhou")];

    // Small enough to be reached.
    private static readonly Quotas Small = new()
    {
        SecurityGroups = 6,
        RulesPerDirection = 6,
        ReferenceRules = 4,
        InstancesPerGroup = 5,
        GroupsPerInstance = 3,
        ReferencedGroupMembers = 4,
        ReferencedGroupServices = 1,
        ExpandedRules = 12,
        Templates = 4,
        AddressTemplateMembers = 4,
        AddressTemplateGroupMembers = 2,
        ServiceTemplateMembers = 4,
        ServiceTemplateGroupMembers = 2,
        GroupsPerTemplate = 2,
    };

    private static readonly Gen<TemplateKind> Kind = Gen.Enum<TemplateKind>();

    private static readonly Gen<Action<Bench, Scope>> Command = Gen.OneOf(
        Gen.Select(HostileInput.Text("web"), HostileInput.Text("0", "1"), HostileInput.RuleSet, (name, project, rules) => Run(new CreateSecurityGroup(name ?? "", "", project, [], rules))),
        Gen.Const(Run(new CreateSecurityGroup("plain", "", null, [], null))),
        HostileInput.Text("0", "1").Select(project => Run(new CreateDefaultSecurityGroup(project))),
        Gen.Select(HostileInput.Id("sg-"), HostileInput.Text("a"), HostileInput.Text("b"), (id, name, text) => Run(new ModifySecurityGroupAttribute(id, name, text))),
        HostileInput.Id("sg-").Select(id => Run(new DeleteSecurityGroup(id))),
        Gen.Select(HostileInput.Id("sg-"), HostileInput.RuleSet, (id, set) => Run(new CreateSecurityGroupPolicies(id, set))),
        Gen.Select(HostileInput.Id("sg-"), HostileInput.RuleSet, (id, set) => Run(new ModifySecurityGroupPolicies(id, set, false))),
        Gen.Select(HostileInput.Id("sg-"), HostileInput.Selection, (id, set) => Run(new DeleteSecurityGroupPolicies(id, set))),
        Gen.Select(HostileInput.Id("sg-"), HostileInput.RuleSet, HostileInput.Selection, (id, set, old) => Run(new ReplaceSecurityGroupPolicy(id, set, old))),
        Gen.Select(HostileInput.Id("sg-"), Gen.Frequency((1, HostileInput.RuleSet), (3, HostileInput.Selection)), HostileInput.Selection, HostileInput.Text("Policy", "Priority", "Priority", "Priority", "Both"), (id, set, old, type) => Run(new ReplaceSecurityGroupPolicies(id, set, old, type))),
        Gen.Select(HostileInput.Id("sg-"), Gen.Long[-1, 3], Gen.Long[0, 2], (id, to, from) => Run(new ReplaceSecurityGroupPolicies(id, Bench.In(Bench.At(to)), Bench.In(Bench.At(from)), "Priority"))),
        HostileInput.Instance.Array[0, 3].Select(specs => Run(new RegisterInstances([.. specs], "here"))),
        HostileInput.Instance.Array[0, 3].Select(specs => Run(new RegisterInstances([.. specs], "here"))),
        HostileInput.Ids("ins-").Select(ids => Run(new DeregisterInstances(ids))),
        Gen.Select(HostileInput.Ids("sg-"), HostileInput.Ids("ins-"), (groups, ids) => Run(new AssociateInstances(groups, ids))),
        Gen.Select(HostileInput.Ids("sg-"), HostileInput.Ids("ins-"), (groups, ids) => Run(new DisassociateInstances(groups, ids))),
        Gen.Select(HostileInput.Ids("eni-"), HostileInput.Ids("sg-"), (ids, groups) => Run(new AssociateInterfaces(ids, groups))),
        Gen.Select(HostileInput.Ids("eni-"), HostileInput.Ids("sg-"), (ids, groups) => Run(new DisassociateInterfaces(ids, groups))),
        Gen.Select(HostileInput.Ids("ins-"), HostileInput.Ids("sg-"), (ids, groups) => Run(new ModifyInstances(ids, null, groups))),
        Gen.Select(HostileInput.Id("eni-"), HostileInput.Text("n"), HostileInput.Ids("sg-"), (id, name, groups) => Run(new ModifyInterface(id, name, null, groups))),
        Gen.Select(Kind, HostileInput.Text("t"), HostileInput.Members, (kind, name, members) => Run(new CreateTemplate(kind, name ?? "", members, "Members", []))),
        Gen.Select(Kind, HostileInput.TemplateId, HostileInput.Text("t", "u"), HostileInput.Members, Gen.Bool, (kind, id, name, members, all) =>
            Run(new ModifyTemplate(TemplateKinds.Of(id) ?? kind, id, "Id", name, all ? members : null, "Members"))),
        Gen.Select(Kind, HostileInput.TemplateId, (kind, id) => Run(new DeleteTemplate(TemplateKinds.Of(id) ?? kind, id, "Id"))),
        Gen.Select(HostileInput.TemplateId, HostileInput.Members, (id, members) => Run(new AddTemplateMembers(id, members))),
        Gen.Select(HostileInput.TemplateId, HostileInput.Members, (id, members) => Run(new DeleteTemplateMembers(id, members))),
        Gen.Select(HostileInput.TemplateId, HostileInput.Members, HostileInput.Members, (id, old, members) => Run(new ModifyTemplateMembers(id, old, members))),
        Gen.Select(Gen.OneOf("10.0.0.1", "fd00::/8"), HostileInput.Text("10.9.0.0/16", "10.0.0.1", "fd00::/8"), (old, now) =>
            Run(new ModifyTemplateMembers("ipm-00000001", [new MemberSpec(old, null)], [new MemberSpec(now ?? "", "words")]))),
        Gen.OneOf("10.0.0.1", "fd00::/8", "10.9.0.0/16").Select(member => Run(new AddTemplateMembers("ipm-00000001", [new MemberSpec(member, null)]))),
        Gen.OneOf("10.0.0.1", "fd00::/8", "10.9.0.0/16").Select(member => Run(new DeleteTemplateMembers("ipm-00000001", [new MemberSpec(member, null)]))));

    // Whether each command changed something and was refused: a property over refusals alone would say little.
    private static readonly ConcurrentDictionary<(string Command, bool Accepted), bool> Seen = new();

    [Fact]
    public void No_command_throws_a_refused_one_changes_nothing_and_the_world_stays_sound()
    {
        Sampling.Until(() => NotSeen.Count == 0, () => string.Join(' ', NotSeen), () => Gen.Select(Command, Gen.OneOf(Scopes)).Array[1, 40].Sample(commands =>
        {
            var bench = new Bench { Quotas = Small };
            string[] groups = [bench.NewGroup(), bench.NewGroup(), bench.NewGroup()];
            for (int i = 0; i < groups.Length; i++)
            {
                bench.Register(new InstanceSpec { SecurityGroupIds = [groups[i], groups[(i + 1) % 3]], NetworkInterfaces = [bench.NewCard(), bench.NewCard() with { SecurityGroupIds = [groups[i]] }] });
                foreach (var direction in new[] { Direction.Ingress, Direction.Egress })
                    bench.Add(groups[i], direction, Bench.Tcp("1000"), Bench.Tcp("2000"), Bench.FromGroup(groups[0]));
            }

            bench.NewTemplates();
            foreach (var (run, scope) in commands)
                run(bench, scope);
            WorldAssert.IndexesAreRight(bench.World);
            Sound(bench.World);
        }, iter: 1000));
    }

    /// <summary>What never happened: that a command changed something, or that it was refused.</summary>
    private static List<string> NotSeen =>
    [
        .. from command in Seen.Keys.Select(key => key.Command).Distinct()
           from accepted in new[] { true, false }
           where !Seen.ContainsKey((command, accepted))
           select accepted ? $"{command} never changed anything." : $"{command} was never refused.",
    ];

    [Fact]
    public void A_rule_in_normal_form_reads_as_itself() => Gen.OneOf(HostileInput.Rule, HostileInput.TemplateRule).Sample(spec =>
    {
        var faults = new Faults();
        if (RuleParser.ParseContent(spec, "Ingress.0", faults) is not { } rule)
            return faults.Any;
        var again = RuleParser.ParseContent(
            new RuleSpec
            {
                Protocol = rule.Text.Protocol,
                Port = rule.Text.Port,
                CidrBlock = rule.Text.CidrBlock,
                Ipv6CidrBlock = rule.Text.Ipv6CidrBlock,
                SecurityGroupId = rule.Text.SecurityGroupId,
                AddressTemplateId = TemplateKinds.Of(rule.Text.AddressTemplateId) == TemplateKind.Address ? rule.Text.AddressTemplateId : null,
                AddressTemplateGroupId = TemplateKinds.Of(rule.Text.AddressTemplateId) == TemplateKind.AddressGroup ? rule.Text.AddressTemplateId : null,
                ServiceTemplateId = TemplateKinds.Of(rule.Text.ServiceTemplateId) == TemplateKind.Service ? rule.Text.ServiceTemplateId : null,
                ServiceTemplateGroupId = TemplateKinds.Of(rule.Text.ServiceTemplateId) == TemplateKind.ServiceGroup ? rule.Text.ServiceTemplateId : null,
                Action = rule.Action.ToString().ToUpperInvariant(),
                Description = rule.Description,
            }, "Ingress.0", faults);
        return !faults.Any && rule == again;
    }, iter: 2000);

    private static Action<Bench, Scope> Run<T>(ICommand<T> command) => (bench, scope) =>
    {
        var before = bench.World;
        var decision = bench.Try(command, scope);
        if (!decision.IsAccepted || !decision.Changes.IsEmpty)
            Seen.TryAdd((command.GetType().Name, decision.IsAccepted), true);
        if (decision.IsAccepted)
            return;
        Assert.Same(before, bench.World);
        Assert.All(decision.Refusals, refusal => Assert.DoesNotContain(refusal.Message, char.IsControl));
    };

    /// <summary>What every world that commands made must be, said once more and independently of them.</summary>
    private static void Sound(World world)
    {
        foreach (var group in world.Groups.Values)
        {
            foreach (var rules in new[] { group.Ingress, group.Egress })
            {
                Assert.True(rules.Length <= Small.RulesPerDirection);
                Assert.Equal(rules.Length, rules.Select(rule => (rule.Rule.Peer, rule.Rule.Service, rule.Rule.Action, rule.Description)).Distinct().Count());
            }

            var peers = group.Ingress.AddRange(group.Egress).Select(rule => rule.Rule.Peer).OfType<GroupPeer>().ToArray();
            Assert.True(peers.Length <= Small.ReferenceRules);
            foreach (var peer in peers)
            {
                Assert.Equal((group.Scope, group.ProjectId), (world.Groups[peer.GroupId].Scope, world.Groups[peer.GroupId].ProjectId));
                Assert.True(world.UsageByGroup.GetValueOrDefault(peer.GroupId).CvmAndInterfaces <= Small.ReferencedGroupMembers);
                Assert.True(world.UsageByGroup.GetValueOrDefault(peer.GroupId).Services <= Small.ReferencedGroupServices);
            }
        }

        SoundTemplates(world);
        Assert.All(world.Groups.Values.GroupBy(group => (group.Scope, group.ProjectId)), project => Assert.True(project.Count() <= Small.SecurityGroups && project.Count(group => group.IsDefault) <= 1));
        var ids = world.Groups.Values.SelectMany(group => group.Ingress.AddRange(group.Egress)).Select(rule => rule.Rule.Id).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(world.InterfacesByDevice.Values, holders => Assert.Single(holders));
        Assert.All(world.InterfacesByAddress.Values, holders => Assert.Single(holders));
        Assert.All(world.InterfacesByGroup.Values, bound => Assert.True(bound.Count <= Small.InstancesPerGroup));
        Assert.Equal(world.Instances.Values.SelectMany(instance => instance.InterfaceIds).Order(), world.Interfaces.Keys.Order());
        foreach (var instance in world.Instances.Values)
        {
            ImmutableArray<NetworkInterface> items = [.. instance.InterfaceIds.Select(id => world.Interfaces[id])];
            Assert.All(items, item => Assert.Equal((instance.Id, instance.Scope, instance.Host), (item.InstanceId, item.Scope, item.Host)));
            Assert.Equal(items.Take(1), items.Where(item => item.IsPrimary));
            Assert.All(items, item => Assert.All(item.SecurityGroupIds, id => Assert.Equal(item.Scope, world.Groups[id].Scope)));
            Assert.All(items, item => Assert.True(item.SecurityGroupIds.Distinct().Count() == item.SecurityGroupIds.Length && item.SecurityGroupIds.Length <= Small.GroupsPerInstance));
            Assert.All(items.Take(1), item => Assert.NotEmpty(item.SecurityGroupIds));
        }
    }

    private static void SoundTemplates(World world)
    {
        foreach (var template in world.Templates.Values)
        {
            int limit = template.Kind.MemberKind() is null ? 4 : 2;
            Assert.True(template.Members.Length <= limit);
            Assert.Equal(template.Members.Length, template.Members.Select(member => member.Content).Distinct().Count());
            Assert.All(template.MemberIds, id => Assert.Equal((template.Scope, template.Kind.MemberKind()), (world.Templates[id].Scope, world.Templates[id].Kind)));
        }

        Assert.All(world.TemplateGroupsByTemplate.Values, holders => Assert.True(holders.Count <= Small.GroupsPerTemplate));
        Assert.All(world.Templates.Values.GroupBy(template => (template.Scope, template.Kind)), kind => Assert.True(kind.Count() <= Small.Templates));
        foreach (var group in world.Groups.Values)
        {
            Assert.All(group.ReferencedTemplates(), id => Assert.Equal(group.Scope, world.Templates[id].Scope));
            long expanded = group.Ingress.AddRange(group.Egress).Sum(rule => Count(rule.Text.AddressTemplateId) * Count(rule.Text.ServiceTemplateId));
            Assert.True(expanded <= Small.ExpandedRules);
        }

        long Count(string id) => id.Length == 0 ? 1 : world.Entries(id).Count();
    }
}
