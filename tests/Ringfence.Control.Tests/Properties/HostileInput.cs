using System.Collections.Immutable;
using CsCheck;
using Ringfence.Control.Commands;

namespace Ringfence.Control.Tests.Properties;

/// <summary>Texts and requests as a careless or hostile caller would send them, mixed with good ones so that some get through.</summary>
internal static class HostileInput
{
    private static readonly Gen<string> Odd = Gen.OneOf(
        Gen.OneOf("", " ", "\0", "\ud800", "😀", "ALL", "-1", "0", "99999999999999999999", "10.0.0.0/8", "::/0", "sg-", "sg-00000001", "a\nb", new string('x', 5000), "%s%n", "';--"),
        Gen.String[0, 12]);

    /// <summary>Ids that the bench gives, malformed ones, and ids of nothing.</summary>
    public static Gen<string> Id(string prefix) => Gen.Frequency((40, Gen.Int[1, 6].Select(n => $"{prefix}{n:d8}")), (1, Odd), (1, Gen.Const($"{prefix}zzzzzzzz")));

    public static Gen<ImmutableArray<string>> Ids(string prefix) => Gen.Frequency((4, Id(prefix).Array[1, 1]), (1, Id(prefix).Array[0, 4])).Select(ids => ids.ToImmutableArray());

    public static Gen<string?> Text(params string[] good) => Gen.Frequency((40, Gen.OneOf(good).Select(text => (string?)text)), (1, Odd.Select(text => (string?)text)), (3, Gen.Const((string?)null)));

    private static readonly Gen<(string? Cidr, string? V6, string? Group)> Peer = Gen.Frequency(
        (10, Text("10.0.0.0/8", "8.8.8.8").Select(text => (text, (string?)null, (string?)null))),
        (1, Text("::/0").Select(text => ((string?)null, text, (string?)null))),
        (4, Id("sg-").Select(id => ((string?)null, (string?)null, (string?)id))),
        (1, Gen.Select(Text("::1"), Text("1.1.1.1"), Id("sg-"), (v6, v4, id) => (v4, v6, (string?)id))));

    public static Gen<RuleSpec> Rule { get; } = Gen.Select(
        Gen.Select(Gen.Frequency((12, Gen.Const((long?)null)), (3, Gen.Long[-1, 4].Select(n => (long?)n)), (1, Gen.Long.Select(n => (long?)n))), Text("TCP", "udp", "ALL", "icmp"), Text("80", "1-5", "all", "1,2,3")),
        Peer,
        Gen.Select(Text("ACCEPT", "drop"), Text("", "web"), Gen.Frequency((15, Gen.Const((string?)null)), (1, Text("ipm-00000001")))),
        (service, peer, rest) => new RuleSpec
        {
            PolicyIndex = service.Item1,
            Protocol = service.Item2,
            Port = service.Item3,
            CidrBlock = peer.Cidr,
            Ipv6CidrBlock = peer.V6,
            SecurityGroupId = peer.Group,
            Action = rest.Item1,
            Description = rest.Item2,
            AddressTemplateId = rest.Item3,
        });

    /// <summary>Rules that name templates in the place of literals, mostly.</summary>
    public static Gen<RuleSpec> TemplateRule { get; } = Gen.Select(
        Rule, Gen.Frequency((3, Id("ipm-").Select(id => (string?)id)), (2, Gen.Const((string?)null))), Gen.Frequency((2, Id("ipmg-").Select(id => (string?)id)), (3, Gen.Const((string?)null))),
        Gen.Frequency((3, Id("ppm-").Select(id => (string?)id)), (2, Gen.Const((string?)null))), Gen.Frequency((1, Id("ppmg-").Select(id => (string?)id)), (4, Gen.Const((string?)null))),
        (rule, address, addresses, service, services) => rule with
        {
            CidrBlock = (address ?? addresses) is null ? rule.CidrBlock : null,
            Ipv6CidrBlock = null,
            SecurityGroupId = null,
            AddressTemplateId = address,
            AddressTemplateGroupId = addresses,
            Protocol = (service ?? services) is null ? rule.Protocol : null,
            Port = (service ?? services) is null ? rule.Port : null,
            ServiceTemplateId = service,
            ServiceTemplateGroupId = services,
        });

    /// <summary>Members of templates: of any kind, for templates of any kind.</summary>
    public static Gen<ImmutableArray<MemberSpec>> Members { get; } = Gen.Select(
            Gen.Frequency(
                (4, Text("10.0.0.1", "10.0.0.1-10.0.0.9", "fd00::/8", "10.0.0.0/30")), (4, Text("tcp:80", "UDP:1-5", "icmp", "all")),
                (2, Id("ipm-").Select(id => (string?)id)), (2, Id("ppm-").Select(id => (string?)id))),
            Text("", "words"), (text, description) => new MemberSpec(text ?? "", description))
        .Array[0, 3].Select(all => all.ToImmutableArray());

    /// <summary>Ids of templates of any kind.</summary>
    public static Gen<string> TemplateId { get; } = Gen.OneOf(Id("ipm-"), Id("ipmg-"), Id("ppm-"), Id("ppmg-"));

    public static Gen<RuleSetSpec> RuleSet { get; } = Set(Gen.Frequency((3, Rule), (1, TemplateRule)));

    /// <summary>Sets that mostly name existing rules by their index.</summary>
    public static Gen<RuleSetSpec> Selection { get; } = Set(Gen.Frequency((4, Gen.Long[-1, 3].Select(index => new RuleSpec { PolicyIndex = index })), (1, Rule)));

    private static readonly Gen<ImmutableArray<string>?> Addresses = Gen.Frequency(
        (3, Gen.Const((ImmutableArray<string>?)null)), (9, Gen.Int[1, 60].Array[0, 2].Select(all => (ImmutableArray<string>?)[.. all.Select(n => $"10.0.0.{n}")])), (1, Odd.Array[0, 1].Select(all => (ImmutableArray<string>?)[.. all])));

    private static readonly Gen<InterfaceSpec> Interface = Gen.Select(
        Gen.Frequency((9, Gen.Const((string?)null)), (2, Id("eni-").Select(id => (string?)id))), Text("veth1", "veth2", "veth3", "veth4", "veth5", "veth6", "veth7", "veth8"), Text("guest"), Addresses, Addresses, Text("vpc-00000001"), Gen.Frequency((3, Gen.Const((ImmutableArray<string>?)null)), (1, Ids("sg-").Select(ids => (ImmutableArray<string>?)ids))),
        (id, device, role, addresses, v6, vpc, groups) => new InterfaceSpec
        {
            NetworkInterfaceId = id,
            Device = device,
            Role = role,
            PrivateIpAddresses = addresses,
            PublicIpAddresses = v6,
            VpcId = vpc,
            SecurityGroupIds = groups,
        });

    public static Gen<InstanceSpec> Instance { get; } = Gen.Select(
        Gen.Frequency((2, Gen.Const((string?)null)), (2, Id("ins-").Select(id => (string?)id))), Text("name"), Text("CVM", "OTHER", "CLB"), Text("here", "there"), Text("0", "1"),
        Gen.Frequency((2, Gen.Const((ImmutableArray<string>?)null)), (1, Ids("sg-").Select(ids => (ImmutableArray<string>?)ids))),
        Gen.Frequency((1, Gen.Const((ImmutableArray<InterfaceSpec>?)null)), (3, Interface.Array[0, 3].Select(all => (ImmutableArray<InterfaceSpec>?)[.. all]))),
        (id, name, type, host, project, groups, interfaces) => new InstanceSpec
        {
            InstanceId = id,
            InstanceName = name,
            InstanceType = type,
            Host = host,
            ProjectId = project,
            SecurityGroupIds = groups,
            NetworkInterfaces = interfaces,
        });

    private static Gen<RuleSetSpec> Set(Gen<RuleSpec> rule) => Gen.Select(
        Gen.Frequency((9, Gen.Const((string?)null)), (1, Text("0", "1"))),
        Gen.Frequency((4, rule.Array[1, 1]), (1, rule.Array[0, 3])),
        Gen.Frequency((9, Gen.Const(Array.Empty<RuleSpec>())), (1, rule.Array[0, 2])),
        Gen.Frequency((3, Gen.Const(false)), (1, Gen.Const(true))),
        (version, one, other, swap) => new RuleSetSpec(version, [.. swap ? other : one], [.. swap ? one : other]));
}
