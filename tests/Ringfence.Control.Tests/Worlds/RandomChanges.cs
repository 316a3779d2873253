using System.Collections.Immutable;
using CsCheck;
using Ringfence.Control.Tests.Support;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Tests.Worlds;

/// <summary>Changes that no command would make in this order: the fold must be right for any. Few ids, so that they meet.</summary>
internal static class RandomChanges
{
    private const int Instances = 3;
    private static readonly Scope[] Scopes = [Bench.Home, new("2", "eu-frankfurt")];
    private static readonly string[] Groups = ["sg-aaaaaaaa", "sg-bbbbbbbb", "sg-cccccccc"];
    private static readonly string[] Templates = ["ipm-aaaaaaaa", "ipm-bbbbbbbb", "ipmg-aaaaaaaa", "ipmg-bbbbbbbb"];
    private static readonly Gen<string> GroupId = Gen.OneOf(Groups);

    private static readonly Gen<Change> PutGroup = Gen.Select(
        GroupId, Gen.OneOf(Scopes), Gen.Select(Gen.OneOf([.. Groups, .. Templates]), Gen.Long[1, 40]).Array[0, 4], Distribution.Pieces.Mode,
        (id, scope, rules, mode) => (Change)new Change.PutGroup(Group(id, scope, rules) with { Mode = mode }));

    private static readonly Gen<Change> PutInstance = Gen.Select(
        Gen.Int[0, Instances - 1], Gen.Enum<InstanceType>(), (number, type) => (Change)new Change.PutInstance(Instance(number, type)));

    private static readonly Gen<Change> PutInterface = Gen.Select(
        Gen.Int[0, 7], Gen.Int[0, 2], Gen.Int[0, 3], GroupId.Array[0, 3], Gen.Int[0, 3].Array[0, 3], Gen.Bool, Gen.OneOf(Scopes), (number, host, device, groups, addresses, primary, scope) =>
            (Change)new Change.PutInterface(Interface(number, host, device, [.. groups.Distinct()], [.. addresses.Distinct()], primary, scope)));

    private static readonly Gen<Change> PutTemplate = Gen.Select(
        Gen.OneOf(Templates), Gen.OneOf(Scopes), Gen.OneOf(Templates[..2]).Array[0, 3], (id, scope, members) => (Change)new Change.PutTemplate(Template(id, scope, [.. members.Distinct()])));

    private static readonly Gen<Change> Delete = Gen.OneOf(
        Gen.OneOf(Templates).Select(id => (Change)new Change.DeleteTemplate(id)),
        GroupId.Select(id => (Change)new Change.DeleteGroup(id)),
        Gen.Int[0, Instances - 1].Select(number => (Change)new Change.DeleteInstance(InstanceId(number))),
        Gen.Int[0, 7].Select(number => (Change)new Change.DeleteInterface(InterfaceId(number))));

    /// <summary>Revisions of a few changes each; a document may be put and deleted several times in one.</summary>
    public static Gen<Change[][]> Revisions { get; } =
        Gen.Frequency((2, PutGroup), (2, PutInstance), (4, PutInterface), (2, PutTemplate), (2, Delete)).Array[1, 5].Array[1, 20];

    public static World Fold(Change[][] revisions)
    {
        var world = World.Empty;
        foreach (var changes in revisions)
            world = world.Apply(new Revision(world.Revision + 1, Bench.Start, new Origin("", "", "", ""), [.. changes]));
        return world;
    }

    private static string InstanceId(int number) => $"ins-0000000{number}";

    private static string InterfaceId(int number) => $"eni-0000000{number}";

    private static SecurityGroup Group(string id, Scope scope, (string Peer, long Id)[] rules) => new()
    {
        Id = id,
        Scope = scope,
        ProjectId = "0",
        Name = "",
        Description = "",
        IsDefault = false,
        CreatedAt = Bench.Start,
        UpdatedAt = Bench.Start,
        PolicyVersion = 1,
        Ingress = [.. rules.Take(2).Select(Rule)],
        Egress = [.. rules.Skip(2).Select(Rule)],
        Tags = [],
    };

    private static ParameterTemplate Template(string id, Scope scope, string[] members)
    {
        var kind = TemplateKinds.Of(id)!.Value;
        return new ParameterTemplate
        {
            Id = id,
            Kind = kind,
            Scope = scope,
            Name = "",
            Members = [.. members.Select(member => new TemplateMember
            {
                Content = kind == TemplateKind.AddressGroup ? new TemplateContent.Template(member) : new TemplateContent.Addresses(IpRange.Of(IpPrefix.Parse("10.0.0.0/8"))),
                Text = member,
                Description = "",
                UpdatedAt = Bench.Start,
            })],
            CreatedAt = Bench.Start,
            UpdatedAt = Bench.Start,
            Tags = [],
        };
    }

    private static GroupRule Rule((string Peer, long Id) rule) => new()
    {
        Rule = new SecurityRule(
            new RuleId(rule.Id), TemplateKinds.Of(rule.Peer) is null ? new GroupPeer(rule.Peer) : new TemplatePeer(rule.Peer), Service.Any, RuleAction.Accept),
        Text = TemplateKinds.Of(rule.Peer) is null
            ? new RuleText("ALL", "ALL", "", "", rule.Peer)
            : new RuleText("ALL", "ALL", "", "", "") { AddressTemplateId = rule.Peer },
        Description = "",
        ModifiedAt = Bench.Start,
    };

    // Which interfaces belong to which instance never changes, as in the world that the commands make.
    private static Instance Instance(int number, InstanceType type) => new()
    {
        Id = InstanceId(number),
        Scope = Bench.Home,
        Name = "",
        Type = type,
        ProjectId = "0",
        Host = "here",
        CreatedAt = Bench.Start,
        InterfaceIds = [.. Enumerable.Range(0, 8).Where(i => i % Instances == number).Select(InterfaceId)],
    };

    private static NetworkInterface Interface(int number, int host, int device, ImmutableArray<string> groups, int[] addresses, bool primary, Scope scope) => new()
    {
        Id = InterfaceId(number),
        Scope = scope,
        InstanceId = InstanceId(number % Instances),
        Name = "",
        Description = "",
        IsPrimary = primary,
        VpcId = host == 0 ? NetworkInterface.DefaultVpcId : "vpc-00000001",
        Host = $"host{host}",
        Device = $"veth{device}",
        Role = InterfaceRole.Guest,
        Mac = null,
        PrivateAddresses = [.. addresses.Select(n => IpAddress.V4((uint)n))],
        Ipv6Addresses = [.. addresses.Select(n => IpAddress.V6((UInt128)n))],
        PublicAddresses = [IpAddress.V4(9)],
        SourceCheck = true,
        SecurityGroupIds = groups,
        CreatedAt = Bench.Start,
    };
}
