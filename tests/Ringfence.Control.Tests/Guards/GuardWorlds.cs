using CsCheck;
using Ringfence.Control.Commands;
using Ringfence.Control.Guards;
using Ringfence.Control.Tests.Distribution;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;
using static Ringfence.Control.Tests.Distribution.Pieces;

namespace Ringfence.Control.Tests.Guards;

/// <summary>Random changes and guards over so few addresses, services, groups and interfaces that every packet that can matter can be tried.</summary>
internal static class GuardWorlds
{
    public static readonly Scope Scope = new("100000000001", "ap-guangzhou");

    /// <summary>Every address that is inside or beside anything below, and some far from it.</summary>
    public static readonly IpAddress[] Addresses =
    [
        .. Enumerable.Range(0, 20).Select(i => IpAddress.Parse($"10.0.0.{i}")), .. Enumerable.Range(6, 4).Select(i => IpAddress.Parse($"9.9.9.{i}")), IpAddress.Parse("255.255.255.255"),
        .. Enumerable.Range(0, 10).Select(i => IpAddress.Parse($"2001:db8::{i}")), IpAddress.Parse("2001:db9::1"), IpAddress.Parse("2001:db9::2"),
    ];

    public static readonly (IpProtocol Protocol, ushort Port)[] Services =
        [(IpProtocol.Tcp, 21), (IpProtocol.Tcp, 22), (IpProtocol.Tcp, 23), (IpProtocol.Tcp, 24), (IpProtocol.Tcp, 80), (IpProtocol.Udp, 22), (IpProtocol.Icmp, 0)];

    private static readonly Gen<string> GroupId = Gen.Int[0, 3].Select(i => $"sg-0000000{i}");
    private static readonly Gen<string> Block = Gen.OneOf("10.0.0.0/28", "10.0.0.4/30", "10.0.0.5", "10.0.0.6", "9.9.9.8", "0.0.0.0/0", "2001:db8::4/126", "2001:db8::5", "::/0");
    private static readonly Gen<string> Template = Gen.OneOf("ipm-00000001", "ipm-00000002");
    private static readonly Gen<string> Service = Gen.OneOf("tcp:22", "tcp:22-23", "tcp:80", "udp:22", "icmp", "ALL", "ppm-00000001");
    private static readonly Gen<string> InterfaceId = Gen.Int[0, 5].Select(i => $"eni-0000000{i}");
    private static readonly Gen<string> Address = Gen.Frequency((4, Gen.Int[3, 9].Select(i => $"10.0.0.{i}")), (1, Gen.Int[4, 6].Select(i => $"2001:db8::{i}")), (2, Gen.OneOf("9.9.9.7", "9.9.9.8", "2001:db9::1")));
    private static readonly Tag[] Tags = [new("role", "db"), new("role", "web")];

    private static readonly Gen<(string Peer, string Service, bool Accepts)> Rule = Gen.Select(Gen.Frequency((3, Block), (1, Template), (3, GroupId)), Service, Gen.Frequency((3, Gen.Const(true)), (1, Gen.Const(false))));

    private static readonly Gen<Change> PutGroup = Gen.Select(GroupId, Rule.Array[0, 3], Rule.Array[0, 3], Gen.OneOf(Tags).Array[0, 1], Pieces.Mode)
        .Select((id, ingress, egress, tags, mode) => (Change)new Change.PutGroup(Group(id, []) with { Mode = mode, Ingress = Rules(ingress, 1), Egress = Rules(egress, 101), Tags = [.. tags] }));

    private static readonly Gen<Change> PutInterface = Gen.Select(
            InterfaceId, Gen.OneOf(Vpc, Vpc, Vpc, OtherVpc), Address.Array[0, 2].Select(all => all.Distinct().ToArray()), GroupId.Array[0, 2].Select(all => all.Distinct().ToArray()))
        .Select((id, vpc, addresses, groups) => (Change)new Change.PutInterface(Interface(id, "h1", vpc, addresses, groups)));

    private static readonly Gen<Change> PutTemplate = Gen.OneOf(
        Gen.Select(Template, Block.Array[0, 2]).Select((id, members) => (Change)new Change.PutTemplate(Pieces.Template(id, [.. members.Distinct()]))),
        Gen.OneOf("tcp:22", "tcp:24", "udp:22").Array[0, 2].Select(members => (Change)new Change.PutTemplate(Pieces.Template("ppm-00000001", [.. members.Distinct()]))));

    private static readonly Gen<Change> One = Gen.Frequency((4, PutGroup), (6, PutInterface), (2, PutTemplate), (2, InterfaceId.Select(id => (Change)new Change.DeleteInterface(id))));

    /// <summary>Revisions of one to three changes.</summary>
    public static readonly Gen<Change[][]> Revisions = One.Array[1, 3].Array[1, 15];

    private static readonly Gen<GuardEnd> Sources = Gen.OneOf(
        Gen.Const(new GuardEnd { Outside = true }),
        Gen.Const(new GuardEnd { All = true }),
        Block.Select(block => new GuardEnd { CidrBlocks = [block] }),
        Gen.Select(GroupId, Gen.Bool, (id, outside) => new GuardEnd { SecurityGroupIds = [id], Outside = outside }),
        Template.Select(id => new GuardEnd { AddressTemplateIds = [id] }),
        Gen.OneOf(Tags).Select(tag => new GuardEnd { Tags = [tag] }),
        InterfaceId.Select(id => new GuardEnd { InstanceIds = [$"ins-{id[4..]}"] }));

    private static readonly Gen<GuardEnd> Targets = Gen.OneOf(
        Gen.Const(new GuardEnd { All = true }),
        GroupId.Select(id => new GuardEnd { SecurityGroupIds = [id] }),
        Gen.OneOf(Tags).Select(tag => new GuardEnd { Tags = [tag] }),
        InterfaceId.Select(id => new GuardEnd { InstanceIds = [$"ins-{id[4..]}"] }));

    /// <summary>The groups without rules: no command binds what is not there.</summary>
    public static readonly World Start = World.Load(0, 0, [.. Enumerable.Range(0, 4).Select(i => new Change.PutGroup(Group($"sg-0000000{i}", [])))]);

    /// <summary>Any guard.</summary>
    public static readonly Gen<Guard> Guards = Gen.Select(
        Sources, Gen.Frequency((2, Gen.Const(GuardEnd.Nobody)), (1, Sources)), Targets, Gen.OneOf("tcp:22", "ALL", "tcp:20-23", "icmp"), (from, except, to, service) => Of(from, except, to, service));

    public static Guard Of(GuardEnd from, GuardEnd except, GuardEnd to, string service) => new()
    {
        Id = "guard-00000001",
        Scope = Scope,
        Name = "g",
        Description = "",
        From = from,
        Except = except,
        To = to,
        Services = [service],
        ServiceSet = GuardServices.Parse([service], "Services", new Faults()),
        CreatedAt = default,
        UpdatedAt = default,
    };

    /// <summary>The change of its instance that comes with an interface's.</summary>
    public static Change? OfInstance(Change change) => change switch
    {
        Change.PutInterface put => new Change.PutInstance(new Instance
        {
            Id = put.Interface.InstanceId,
            Scope = Scope,
            Name = "",
            Type = InstanceType.Cvm,
            ProjectId = "0",
            Host = put.Interface.Host,
            CreatedAt = default,
            InterfaceIds = [put.Interface.Id],
        }),
        Change.DeleteInterface delete => new Change.DeleteInstance($"ins-{delete.Id[4..]}"),
        _ => null,
    };

    private static System.Collections.Immutable.ImmutableArray<GroupRule> Rules((string Peer, string Service, bool Accepts)[] rules, long firstId) =>
    [
        .. rules.Select((rule, i) => new GroupRule
        {
            Rule = new SecurityRule(new RuleId(firstId + i), PeerOf(rule.Peer), ServiceOf(rule.Service), rule.Accepts ? RuleAction.Accept : RuleAction.Drop),
            Text = new RuleText("", "", "", "", ""),
            Description = "",
            ModifiedAt = default,
        }),
    ];

    private static Peer PeerOf(string text) => text.StartsWith("sg-", StringComparison.Ordinal) ? new GroupPeer(text)
        : text.StartsWith("ipm-", StringComparison.Ordinal) ? new TemplatePeer(text)
        : new PrefixPeer(IpPrefix.Parse(text));

    private static Service ServiceOf(string text) =>
        text.StartsWith("ppm-", StringComparison.Ordinal) ? new TemplateService(text) : GuardServices.Parse([text], "", new Faults()).Services[0];
}
