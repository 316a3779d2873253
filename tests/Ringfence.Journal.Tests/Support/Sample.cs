using System.Globalization;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Journal.Tests.Support;

/// <summary>Plain documents and revisions for tests that do not care what is in them.</summary>
public static class Sample
{
    public static readonly Scope Scope = new("100000000001", "ap-guangzhou");

    public static readonly Origin Origin = new("AKIDsample", "192.0.2.1", "5e6f0f5e-1b1c-4a3e-9a55-5a5d3f3b2a10", "CreateSecurityGroup");

    public static readonly DateTimeOffset Time = new(2026, 11, 1, 8, 30, 0, TimeSpan.Zero);

    public static Revision Revision(long number, params Change[] changes) => new(number, Time.AddSeconds(number).AddTicks(7), Origin, [.. changes]);

    public static SecurityGroup Group(string id, string name = "web", int rules = 0, long firstRuleId = 1) => new()
    {
        Id = id,
        Scope = Scope,
        ProjectId = "0",
        Name = name,
        Description = "",
        IsDefault = false,
        CreatedAt = Time,
        UpdatedAt = Time,
        PolicyVersion = rules,
        Ingress = [.. Enumerable.Range(0, rules).Select(i => Rule(firstRuleId + i))],
        Egress = [],
        Tags = [],
    };

    public static GroupRule Rule(long id) => new()
    {
        Rule = new SecurityRule(new RuleId(id), new PrefixPeer(IpPrefix.Parse("10.0.0.0/24")), new LiteralService(IpProtocol.Tcp, PortSet.Of(new PortRange(80, 80), new PortRange(443, 443))), RuleAction.Accept),
        Text = new RuleText("tcp", "80,443", "10.0.0.7/24", "", ""),
        Description = string.Create(CultureInfo.InvariantCulture, $"rule number {id}"),
        ModifiedAt = Time,
    };

    public static NetworkInterface Interface(string id, string host, string address, params string[] groups) => new()
    {
        Id = id,
        Scope = Scope,
        InstanceId = "ins-00000001",
        Name = "",
        Description = "",
        IsPrimary = true,
        VpcId = "vpc-default0",
        Host = host,
        Device = "veth0",
        Role = InterfaceRole.Guest,
        Mac = null,
        PrivateAddresses = [IpAddress.Parse(address)],
        Ipv6Addresses = [],
        PublicAddresses = [],
        SourceCheck = true,
        SecurityGroupIds = [.. groups],
        CreatedAt = Time,
    };
}
