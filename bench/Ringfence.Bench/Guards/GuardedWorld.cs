using System.Globalization;
using Ringfence.Control.Commands;
using Ringfence.Control.Guards;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Bench.Guards;

/// <summary>
/// 1,000 groups (a web, an app and a database tier in turn), 20,000 instances of one interface each, 20 guards of every kind. Each group takes in from the tier above it by group, from the office by
/// template and monitoring by address, 13 rules in and 6 out; each instance is bound to its tier's group and to one that all have.
/// </summary>
internal static class GuardedWorld
{
    public const int Groups = 1000;
    public const int Instances = 20_000;
    public const int Guards = 20;

    public static readonly Scope Scope = new("100000000001", "ap-guangzhou");

    private static long _lastRule;

    /// <summary>The world, all guards holding.</summary>
    public static World Make() => World.Load(1, 1_000_000,
    [
        new Change.PutTemplate(Office(4)),
        new Change.PutGroup(Group(0, [Rule("10.255.0.0/24", "tcp:9100")], [Rule("0.0.0.0/0", "udp:53"), Rule("0.0.0.0/0", "udp:123")])),
        .. Enumerable.Range(1, Groups - 1).Select(number => new Change.PutGroup(Tier(number))),
        .. Enumerable.Range(0, Instances).SelectMany(number => Instance(number)),
        .. Enumerable.Range(0, Guards).Select(number => new Change.PutGuard(Guard(number))),
    ]);

    public static string GroupId(int number) => string.Create(CultureInfo.InvariantCulture, $"sg-{number:d8}");

    public static ParameterTemplate Office(int addresses) => new()
    {
        Id = "ipm-00000001",
        Kind = TemplateKind.Address,
        Scope = Scope,
        Name = "office",
        Members = [.. Enumerable.Range(1, addresses).Select(i => Member($"198.51.100.{i}"))],
        CreatedAt = default,
        UpdatedAt = default,
        Tags = [],
    };

    /// <summary>The documents of an instance; numbers from <see cref="Instances"/> on are new ones.</summary>
    public static Change[] Instance(int number) => Instance(number, 1 + (number % (Groups - 1)));

    public static Change[] Instance(int number, int group)
    {
        string id = number.ToString("d8", CultureInfo.InvariantCulture);
        return
        [
            new Change.PutInstance(new Instance
            {
                Id = $"ins-{id}",
                Scope = Scope,
                Name = "",
                Type = InstanceType.Cvm,
                ProjectId = "0",
                Host = "elsewhere",
                CreatedAt = default,
                InterfaceIds = [$"eni-{id}"],
            }),
            new Change.PutInterface(new NetworkInterface
            {
                Id = $"eni-{id}",
                Scope = Scope,
                InstanceId = $"ins-{id}",
                Name = "",
                Description = "",
                IsPrimary = true,
                VpcId = NetworkInterface.DefaultVpcId,
                Host = "elsewhere",
                Device = $"d{id}",
                Role = InterfaceRole.Guest,
                Mac = null,
                PrivateAddresses = [IpAddress.V4(0x0a00_0001 + (uint)number)],
                Ipv6Addresses = [],
                PublicAddresses = [],
                SourceCheck = true,
                SecurityGroupIds = [GroupId(group), GroupId(0)],
                CreatedAt = default,
            }),
        ];
    }

    public static Change[] Gone(int number)
    {
        string id = number.ToString("d8", CultureInfo.InvariantCulture);
        return [new Change.DeleteInterface($"eni-{id}"), new Change.DeleteInstance($"ins-{id}")];
    }

    public static GroupRule Rule(string peer, string service) => new()
    {
        Rule = new SecurityRule(
            new RuleId(++_lastRule),
            peer.StartsWith("sg-", StringComparison.Ordinal) ? new GroupPeer(peer) : peer.StartsWith("ipm-", StringComparison.Ordinal) ? new TemplatePeer(peer) : new PrefixPeer(IpPrefix.Parse(peer)),
            GuardServices.Parse([service], "", new Faults()).Services[0],
            RuleAction.Accept),
        Text = new RuleText("", "", "", "", ""),
        Description = "",
        ModifiedAt = default,
    };

    /// <summary>A group of a tier: 1, 4, 7, … web, 2, 5, 8, … app, 3, 6, 9, … database.</summary>
    private static SecurityGroup Tier(int number)
    {
        string above = GroupId(number - 1), below = GroupId(Math.Min(number + 1, Groups - 1));
        GroupRule[] common = [Rule("ipm-00000001", "tcp:22"), .. Enumerable.Range(0, 9).Select(i => Rule($"10.255.{i}.0/24", $"tcp:{9000 + i}")), Rule(GroupId(number), "icmp")];
        return (number % 3) switch
        {
            1 => Group(number, [Rule("0.0.0.0/0", "tcp:80"), Rule("0.0.0.0/0", "tcp:443"), .. common], [Rule(below, "tcp:8080"), .. Out()]),
            2 => Group(number, [Rule(above, "tcp:8080"), .. common], [Rule(below, "tcp:5432"), .. Out()]),
            _ => Group(number, [Rule(above, "tcp:5432"), .. common], [.. Out()]) with { Tags = [new Tag("role", "db")] },
        };
    }

    private static GroupRule[] Out() => [Rule("10.255.0.0/24", "tcp:514"), Rule("10.255.1.0/24", "tcp:5000-5010"), Rule("0.0.0.0/0", "tcp:443"), Rule("0.0.0.0/0", "icmp")];

    private static SecurityGroup Group(int number, GroupRule[] ingress, GroupRule[] egress) => new()
    {
        Id = GroupId(number),
        Scope = Scope,
        ProjectId = "0",
        Name = "",
        Description = "",
        IsDefault = false,
        CreatedAt = default,
        UpdatedAt = default,
        PolicyVersion = 1,
        Ingress = [.. ingress],
        Egress = [.. egress],
        Tags = [],
    };

    private static Guard Guard(int number)
    {
        var everyone = new GuardEnd { All = true };
        var outside = new GuardEnd { Outside = true };
        var office = new GuardEnd { AddressTemplateIds = ["ipm-00000001"] };
        var databases = new GuardEnd { Tags = [new Tag("role", "db")] };
        var inside = new GuardEnd { CidrBlocks = ["10.0.0.0/8"], AddressTemplateIds = ["ipm-00000001"] };
        return (number % 5) switch
        {
            0 => Guard(number, everyone, office, everyone, "tcp:22,3389"),
            1 => Guard(number, outside, inside, databases, "ALL"),
            2 => Guard(number, outside, GuardEnd.Nobody, everyone, "tcp:3306,6379,27017"),
            3 => Guard(number, new GuardEnd { SecurityGroupIds = [GroupId(1 + (3 * number))] }, GuardEnd.Nobody, databases, "tcp:5432"),
            // Web servers are open to everybody: what may not reach them comes from one block, on other ports.
            _ => Guard(number, new GuardEnd { CidrBlocks = ["192.0.2.0/24"] }, GuardEnd.Nobody, new GuardEnd { SecurityGroupIds = [GroupId(number), GroupId(2 * number)] }, "tcp:1-79"),
        };
    }

    private static Guard Guard(int number, GuardEnd from, GuardEnd except, GuardEnd to, string service) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"guard-{number:d8}"),
        Scope = Scope,
        Name = "",
        Description = "",
        From = from,
        Except = except,
        To = to,
        Services = [service],
        ServiceSet = GuardServices.Parse([service], "", new Faults()),
        CreatedAt = default,
        UpdatedAt = default,
    };

    private static TemplateMember Member(string text) => new()
    {
        Content = new TemplateContent.Addresses(IpRange.Of(IpPrefix.Parse(text))),
        Text = text,
        Description = "",
        UpdatedAt = default,
    };
}
