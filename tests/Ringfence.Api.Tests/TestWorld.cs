using System.Collections.Immutable;
using System.Globalization;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Api.Tests;

/// <summary>Builds worlds from documents. Times are minutes after <see cref="Epoch"/>.</summary>
internal sealed class TestWorld
{
    public static readonly Scope Home = new("100000000001", "ap-guangzhou");
    public static readonly Scope OtherAccount = new("100000000002", "ap-guangzhou");
    public static readonly Scope OtherRegion = new("100000000001", "ap-singapore");
    public static readonly DateTimeOffset Epoch = new(2026, 1, 4, 13, 2, 30, TimeSpan.Zero);

    private readonly List<Change> _documents = [];
    private readonly Dictionary<string, List<string>> _interfaces = new(StringComparer.Ordinal);
    private readonly List<Instance> _instances = [];
    private long _rules;

    public long Revision { get; init; } = 7;

    public static GroupRule Rule(
        long id, string protocol, string port, string cidr = "", string cidr6 = "", string group = "", string action = "ACCEPT", string description = "", int minute = 0) => new()
        {
            Rule = new SecurityRule(
            new RuleId(id),
            group.Length > 0 ? new GroupPeer(group) : new PrefixPeer(IpPrefix.All(cidr6.Length > 0 ? AddressFamily.IPv6 : AddressFamily.IPv4)),
            Service.Any,
            action == "ACCEPT" ? RuleAction.Accept : RuleAction.Drop),
            Text = new RuleText(protocol, port, cidr, cidr6, group),
            Description = description,
            ModifiedAt = Epoch.AddMinutes(minute),
        };

    public TestWorld Group(
        string id, string name = "", string project = "0", int minute = 0, int? updated = null, Scope? scope = null, bool isDefault = false,
        string description = "", long version = 0, GroupRule[]? ingress = null, GroupRule[]? egress = null, params Tag[] tags)
    {
        _documents.Add(new Change.PutGroup(new SecurityGroup
        {
            Id = id,
            Scope = scope ?? Home,
            ProjectId = project,
            Name = name,
            Description = description,
            IsDefault = isDefault,
            CreatedAt = Epoch.AddMinutes(minute),
            UpdatedAt = Epoch.AddMinutes(updated ?? minute),
            PolicyVersion = version,
            Ingress = [.. ingress ?? []],
            Egress = [.. egress ?? []],
            Tags = [.. tags],
        }));
        _rules += (ingress?.Length ?? 0) + (egress?.Length ?? 0);
        return this;
    }

    public TestWorld Instance(
        string id, string name = "", InstanceType type = InstanceType.Cvm, string host = "h1", int minute = 0, Scope? scope = null, string project = "0")
    {
        _interfaces.Add(id, []);
        _instances.Add(new Instance
        {
            Id = id,
            Scope = scope ?? Home,
            Name = name,
            Type = type,
            ProjectId = project,
            Host = host,
            CreatedAt = Epoch.AddMinutes(minute),
            InterfaceIds = [],
        });
        return this;
    }

    /// <summary>An interface of the instance made last; the first is the primary one.</summary>
    public TestWorld Interface(
        string id, string[] groups, string[]? addresses = null, string[]? ipv6 = null, string[]? known = null, string vpc = "vpc-2kx9z6h3",
        string? mac = null, string device = "veth0", string name = "", string description = "", int minute = 0, InterfaceRole role = InterfaceRole.Guest)
    {
        var instance = _instances[^1];
        bool isPrimary = _interfaces[instance.Id].Count == 0;
        _interfaces[instance.Id].Add(id);
        _documents.Add(new Change.PutInterface(new NetworkInterface
        {
            Id = id,
            Scope = instance.Scope,
            InstanceId = instance.Id,
            Name = name,
            Description = description,
            IsPrimary = isPrimary,
            VpcId = vpc,
            Host = instance.Host,
            Device = device,
            Role = role,
            Mac = mac is not null && MacAddress.TryParse(mac, out var parsed) ? parsed : null,
            PrivateAddresses = Addresses(addresses),
            Ipv6Addresses = Addresses(ipv6),
            PublicAddresses = Addresses(known),
            SourceCheck = true,
            SecurityGroupIds = [.. groups],
            CreatedAt = Epoch.AddMinutes(minute),
        }));
        return this;
    }

    public World Build()
    {
        var instances = _instances.Select(instance => (Change)new Change.PutInstance(instance with { InterfaceIds = [.. _interfaces[instance.Id]] }));
        return World.Load(Revision, _rules, [.. instances, .. _documents]);
    }

    /// <summary>A number as eight characters, for ids.</summary>
    public static string Eight(int number) => number.ToString("d8", CultureInfo.InvariantCulture);

    private static ImmutableArray<IpAddress> Addresses(string[]? texts) => [.. (texts ?? []).Select(text => IpAddress.Parse(text))];
}
