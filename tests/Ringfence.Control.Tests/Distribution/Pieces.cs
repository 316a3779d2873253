using System.Globalization;
using CsCheck;
using Ringfence.Control.Commands;
using Ringfence.Control.Templates;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Tests.Distribution;

/// <summary>Documents as distribution sees them: only what matters to a host is a parameter.</summary>
internal static class Pieces
{
    public const string Vpc = "vpc-aaaaaaaa";
    public const string OtherVpc = "vpc-bbbbbbbb";

    /// <summary>A group is in observe mode now and then.</summary>
    public static readonly Gen<GroupMode> Mode = Gen.Frequency((3, Gen.Const(GroupMode.Enforce)), (1, Gen.Const(GroupMode.Observe)));

    private static readonly Scope Scope = new("100000000001", "ap-guangzhou");

    /// <summary>A group whose rules are given as peers: a prefix, or the id of a group or an address template; and after a blank the id of a service template.</summary>
    public static SecurityGroup Group(string id, string[] ingress, string[]? egress = null, string name = "") => new()
    {
        Id = id,
        Scope = Scope,
        ProjectId = "0",
        Name = name,
        Description = "",
        IsDefault = false,
        CreatedAt = default,
        UpdatedAt = default,
        PolicyVersion = 0,
        Ingress = [.. ingress.Select((peer, i) => Rule(i + 1, peer))],
        Egress = [.. (egress ?? []).Select((peer, i) => Rule(i + 1001, peer))],
        Tags = [],
    };

    public static NetworkInterface Interface(string id, string host, string vpc, string[] addresses, params string[] groups) => new()
    {
        Id = id,
        Scope = Scope,
        InstanceId = $"ins-{id[4..]}",
        Name = "",
        Description = "",
        IsPrimary = true,
        VpcId = vpc,
        Host = host,
        Device = $"tap{id[^4..]}",
        Role = InterfaceRole.Guest,
        Mac = null,
        PrivateAddresses = [.. addresses.Select(text => IpAddress.Parse(text)).Where(address => address.Family == AddressFamily.IPv4)],
        Ipv6Addresses = [.. addresses.Select(text => IpAddress.Parse(text)).Where(address => address.Family == AddressFamily.IPv6)],
        PublicAddresses = [IpAddress.Parse("198.51.100.1")],
        SourceCheck = true,
        SecurityGroupIds = [.. groups],
        CreatedAt = default,
    };

    /// <summary>A template with these members, which are of its kind.</summary>
    public static ParameterTemplate Template(string id, params string[] members)
    {
        var kind = TemplateKinds.Of(id)!.Value;
        return new ParameterTemplate
        {
            Id = id,
            Kind = kind,
            Scope = Scope,
            Name = "",
            Members = [.. members.Select(member => new TemplateMember
            {
                Content = MemberParser.Parse(member, kind, "", new Faults())!.Value.Content,
                Text = member,
                Description = "",
                UpdatedAt = default,
            })],
            CreatedAt = default,
            UpdatedAt = default,
            Tags = [],
        };
    }

    private static GroupRule Rule(long id, string text)
    {
        string[] parts = text.Split(' ');
        string peer = parts[0];
        bool isTemplate = TemplateKinds.Of(peer) is not null;
        Service service = parts.Length > 1 ? new TemplateService(parts[1]) : Service.Any;
        bool isGroup = peer.StartsWith("sg-", StringComparison.Ordinal);
        bool isV6 = peer.Contains(':', StringComparison.Ordinal);
        return new GroupRule
        {
            Rule = new SecurityRule(new RuleId(id), isGroup ? new GroupPeer(peer) : isTemplate ? new TemplatePeer(peer) : new PrefixPeer(IpPrefix.Parse(peer)), service, RuleAction.Accept),
            Text = new RuleText("ALL", "ALL", isGroup || isV6 || isTemplate ? "" : peer, isV6 ? peer : "", isGroup ? peer : "")
            {
                AddressTemplateId = isTemplate ? peer : "",
                ServiceTemplateId = parts.Length > 1 ? parts[1] : "",
            },
            Description = id.ToString(CultureInfo.InvariantCulture),
            ModifiedAt = default,
        };
    }
}
