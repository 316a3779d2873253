using CsCheck;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Journal.Tests.Support;

/// <summary>Random documents, with the ids of few, so that changes meet.</summary>
public static class GenDocuments
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.Const(""), Gen.String[Gen.Char['a', 'z'], 0, 12], Gen.OneOf("名前", "🚀 launch", "a\"b\\c", "<&>'", "tab\tline\nend", "null"));

    private static readonly Gen<DateTimeOffset> Time = Gen.Long[0, 3155378975999999999].Select(ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

    private static readonly Gen<Scope> Scope = Gen.Select(Gen.OneOf("100000000001", "100000000002"), Gen.OneOf("ap-guangzhou", "eu-frankfurt"), (a, r) => new Scope(a, r));

    private static readonly Gen<IpAddress> V4 = Gen.UInt.Select(IpAddress.V4);

    private static readonly Gen<IpAddress> V6 = Gen.Select(Gen.ULong, Gen.ULong, (high, low) => IpAddress.V6(new UInt128(high, low)));

    private static readonly Gen<(string Text, Service Service, string Port, string Template)> Service = Gen.OneOf<(string, Service, string, string)>(
        Gen.Const(("ALL", (Service)Policy.Rules.Service.Any, "ALL", "")),
        Gen.OneOf(Id("ppm"), Id("ppmg")).Select(id => ("", (Service)new TemplateService(id), "", id)),
        Gen.OneOf(IpProtocol.Icmp, IpProtocol.IcmpV6, IpProtocol.Gre).Select(protocol => (protocol.ToString(), (Service)new LiteralService(protocol, PortSet.All), "ALL", "")),
        Gen.Select(Gen.OneOf(IpProtocol.Tcp, IpProtocol.Udp), Gen.UShort.Array[0, 4], (protocol, ports) =>
        {
            string port = ports.Length == 0 ? "ALL" : string.Join(',', ports.Select(p => p % 2 == 0 ? $"{p}" : $"{p}-{Math.Min(65535, p + 10)}"));
            return PortSet.TryParse(port, out var set) ? (protocol.ToString(), (Service)new LiteralService(protocol, set!), port, "") : throw new InvalidOperationException(port);
        }));

    private static readonly Gen<(Peer Peer, string V4, string V6, string Group)> Peer = Gen.OneOf<(Peer, string, string, string)>(
        Gen.Select(V4, Gen.Int[0, 32], (address, length) => ((Peer)new PrefixPeer(new IpPrefix(address, length)), $"{address}/{length}", "", "")),
        V4.Select(address => ((Peer)new PrefixPeer(IpPrefix.Host(address)), $"{address}", "", "")),
        Gen.Select(V6, Gen.Int[0, 128], (address, length) => ((Peer)new PrefixPeer(new IpPrefix(address, length)), "", $"{address}/{length}".ToUpperInvariant(), "")),
        Gen.OneOf(Id("sg"), Id("ipm"), Id("ipmg")).Select(id => ((Peer)(id[0] == 's' ? new GroupPeer(id) : new TemplatePeer(id)), "", "", id)));

    private static readonly Gen<GroupRule> Rule = Gen.Select(Gen.Long[1, long.MaxValue], Peer, Service, Gen.Bool, Text, Time, (id, peer, service, accept, description, at) => new GroupRule
    {
        Rule = new SecurityRule(new RuleId(id), peer.Peer, service.Service, accept ? RuleAction.Accept : RuleAction.Drop),
        Text = new RuleText(service.Text, service.Port, peer.V4, peer.V6, peer.Peer is GroupPeer ? peer.Group : "")
        {
            AddressTemplateId = peer.Peer is TemplatePeer ? peer.Group : "",
            ServiceTemplateId = service.Template,
        },
        Description = description,
        ModifiedAt = at,
    });

    public static readonly Gen<SecurityGroup> Group = Gen.Select(
        Gen.Select(Id("sg"), Scope, Text, Text, Gen.Bool),
        Gen.Select(Time, Time, Gen.Long[0, 1000], Gen.Enum<GroupMode>(), Gen.Select(Gen.Bool, Time, (never, time) => never ? (DateTimeOffset?)null : time)),
        Gen.Select(Rule.Array[0, 5], Rule.Array[0, 5], Gen.Select(Text, Text, (key, value) => new Tag(key, value)).Array[0, 3]),
        (names, times, lists) => new SecurityGroup
        {
            Id = names.Item1,
            Scope = names.Item2,
            ProjectId = "0",
            Name = names.Item3,
            Description = names.Item4,
            IsDefault = names.Item5,
            CreatedAt = times.Item1,
            UpdatedAt = times.Item2,
            PolicyVersion = times.Item3,
            Mode = times.Item4,
            ModeSince = times.Item5,
            Ingress = [.. lists.Item1],
            Egress = [.. lists.Item2],
            Tags = [.. lists.Item3],
        });

    public static readonly Gen<Instance> Instance = Gen.Select(Id("ins"), Scope, Text, Gen.Enum<InstanceType>(), Time, Id("eni").Array[0, 3], (id, scope, name, type, at, interfaces) => new Instance
    {
        Id = id,
        Scope = scope,
        Name = name,
        Type = type,
        ProjectId = "1024",
        Host = "host-1",
        CreatedAt = at,
        InterfaceIds = [.. interfaces],
    });

    public static readonly Gen<NetworkInterface> Interface = Gen.Select(
        Gen.Select(Id("eni"), Scope, Id("ins"), Text, Text, Gen.Bool),
        Gen.Select(Gen.OneOf("vpc-default0", "vpc-aaaaaaaa"), Gen.Bool, Gen.Bool, Gen.ULong[0, (1UL << 48) - 1], Gen.Bool),
        Gen.Select(V4.Array[0, 3], V6.Array[0, 3], Gen.OneOf(V4, V6).Array[0, 2], Id("sg").Array[0, 3], Time),
        (names, own, lists) => new NetworkInterface
        {
            Id = names.Item1,
            Scope = names.Item2,
            InstanceId = names.Item3,
            Name = names.Item4,
            Description = names.Item5,
            IsPrimary = names.Item6,
            VpcId = own.Item1,
            Host = "host-1",
            Device = "veth0",
            Role = own.Item2 ? InterfaceRole.Guest : InterfaceRole.Host,
            Mac = own.Item3 ? new MacAddress(own.Item4) : null,
            SourceCheck = own.Item5,
            PrivateAddresses = [.. lists.Item1],
            Ipv6Addresses = [.. lists.Item2],
            PublicAddresses = [.. lists.Item3],
            SecurityGroupIds = [.. lists.Item4],
            CreatedAt = lists.Item5,
        });

    private static readonly Gen<TemplateMember[]> Addresses = Gen.Select(Gen.OneOf("10.0.0.7", "10.0.0.7/24", "10.0.0.1-10.0.0.9", "FD00::1-fd00::ff", "::/0"), Text, Time, (text, description, at) =>
        new TemplateMember { Content = new TemplateContent.Addresses(IpRange.TryParse(text, out var range) ? range : default), Text = text, Description = description, UpdatedAt = at }).Array[0, 4];

    private static readonly Gen<TemplateMember[]> Services = Gen.Select(Gen.OneOf("tcp:80,443", "tcp:80-90", "tcp:1"), Text, Time, (text, description, at) => new TemplateMember
    {
        Content = new TemplateContent.Services(new LiteralService(IpProtocol.Tcp, PortSet.TryParse(text.AsSpan(4), out var ports) ? ports! : PortSet.All)),
        Text = text,
        Description = description,
        UpdatedAt = at,
    }).Array[0, 4];

    public static readonly Gen<ParameterTemplate> Template = Gen.Select(
        Gen.OneOf(Gen.Select(Id("ipm"), Addresses), Gen.Select(Id("ppm"), Services), Gen.Select(Id("ipmg"), Holding("ipm")), Gen.Select(Id("ppmg"), Holding("ppm"))),
        Gen.Select(Scope, Text), Gen.Select(Time, Time), Gen.Select(Text, Text, (key, value) => new Tag(key, value)).Array[0, 3],
        (content, names, times, tags) => new ParameterTemplate
        {
            Id = content.Item1,
            Kind = TemplateKinds.Of(content.Item1)!.Value,
            Scope = names.Item1,
            Name = names.Item2,
            Members = [.. content.Item2],
            CreatedAt = times.Item1,
            UpdatedAt = times.Item2,
            Tags = [.. tags],
        });

    private static readonly Gen<Change> Document = Gen.Frequency(
        (3, Template.Select(template => (Change)new Change.PutTemplate(template))),
        (1, Gen.OneOf(Id("ipm"), Id("ppmg")).Select(id => (Change)new Change.DeleteTemplate(id))),
        (3, Group.Select(group => (Change)new Change.PutGroup(group))),
        (2, Instance.Select(instance => (Change)new Change.PutInstance(instance))),
        (3, Interface.Select(networkInterface => (Change)new Change.PutInterface(networkInterface))),
        (1, Id("sg").Select(id => (Change)new Change.DeleteGroup(id))),
        (1, Id("ins").Select(id => (Change)new Change.DeleteInstance(id))),
        (1, Id("eni").Select(id => (Change)new Change.DeleteInterface(id))));

    public static readonly Gen<Trial> Trial = Gen.Select(Scope, Gen.Long[1, long.MaxValue], Gen.Int[1, 3600], Time, Document.Array[0, 3], (scope, revision, seconds, time, undo) => new Trial
    {
        Scope = scope,
        Revision = revision,
        Within = TimeSpan.FromSeconds(seconds),
        Deadline = time,
        Undo = [.. undo],
    });

    public static readonly Gen<Change> Change = Gen.Frequency(
        (10, Document),
        (1, Trial.Select(trial => (Change)new Change.PutTrial(trial))),
        (1, Gen.Long[1, 9].Select(revision => (Change)new Change.DeleteTrial($"trial-{revision}"))));

    private static Gen<TemplateMember[]> Holding(string prefix) => Gen.Select(Id(prefix), Text, Time, (id, description, at) =>
        new TemplateMember { Content = new TemplateContent.Template(id), Text = id, Description = description, UpdatedAt = at }).Array[0, 3];

    private static Gen<string> Id(string prefix) => Gen.Int[0, 5].Select(number => $"{prefix}-0000000{number}");
}
