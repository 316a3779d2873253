using Ringfence.Control.Commands;
using Ringfence.Control.Rules;
using Ringfence.Control.Tests.Support;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Tests.Rules;

public sealed class RuleParserTests
{
    private static readonly RuleSpec Web = new() { Protocol = "TCP", Port = "80", CidrBlock = "10.0.0.0/8", Action = "ACCEPT" };

    public static TheoryData<string?, string?, string, string> ServiceForms => new()
    {
        { null, null, "ALL", "ALL" },
        { "", "", "ALL", "ALL" },
        { "All", "all", "ALL", "ALL" },
        { "TCP", null, "tcp", "ALL" },
        { "udp", "53", "udp", "53" },
        { "Tcp", "80,443,3306-20000", "tcp", "80,443,3306-20000" },
        { "tcp", "0-65535", "tcp", "0-65535" },
        { "tcp", "443,80", "tcp", "443,80" },
        { "ICMP", "all", "icmp", "ALL" },
        { "gre", "", "gre", "ALL" },
        { null, "ALL", "ALL", "ALL" },
    };

    public static TheoryData<string?, string?, RefusalKind> ServiceFaults => new()
    {
        { "SCTP", null, RefusalKind.InvalidValue },
        { "6", null, RefusalKind.InvalidValue },
        { " tcp", "80", RefusalKind.InvalidValue },
        { "tcp", "80, 443", RefusalKind.InvalidValue },
        { "tcp", "90-80", RefusalKind.InvalidValue },
        { "tcp", "65536", RefusalKind.InvalidValue },
        { "tcp", "-1", RefusalKind.InvalidValue },
        { "tcp", "80,", RefusalKind.InvalidValue },
        { "tcp", "1-2-3", RefusalKind.InvalidValue },
        { "tcp", "http", RefusalKind.InvalidValue },
        { "icmp", "80", RefusalKind.InvalidValue },
        { "ALL", "80", RefusalKind.InvalidValue },
        { null, "80", RefusalKind.InvalidValue },
        { "gre", "0-65535", RefusalKind.InvalidValue },
        { "tcp", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21", RefusalKind.TooLong },
        { "tcp", "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001", RefusalKind.TooLong },
    };

    [Theory]
    [MemberData(nameof(ServiceForms))]
    public void Protocol_and_port_take_their_normal_form(string? protocol, string? port, string normalProtocol, string normalPort)
    {
        var rule = Accepted(Web with { Protocol = protocol, Port = port });
        Assert.Equal((normalProtocol, normalPort), (rule.Text.Protocol, rule.Text.Port));
    }

    [Theory]
    [MemberData(nameof(ServiceFaults))]
    public void Protocols_and_ports_that_mean_nothing_are_refused(string? protocol, string? port, RefusalKind kind) =>
        Assert.Equal(kind, Refused(Web with { Protocol = protocol, Port = port }).Kind);

    [Fact]
    public void Twenty_ports_are_allowed() => Accepted(Web with { Port = string.Join(',', Enumerable.Range(1, 20)) });

    [Theory]
    [InlineData("8.8.8.8", "8.8.8.8/32")]
    [InlineData("172.20.0.1/24", "172.20.0.0/24")]
    [InlineData("0.0.0.0/8", "0.0.0.0/8")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    public void An_IPv4_block_is_echoed_as_entered_and_matched_on_its_network(string text, string network)
    {
        var rule = Accepted(Web with { CidrBlock = text });
        Assert.Equal(text, rule.Text.CidrBlock);
        Assert.Equal(new PrefixPeer(IpPrefix.Parse(network)), rule.Peer);
    }

    [Theory]
    [InlineData("FF05::B5")]
    [InlineData("0::0/0")]
    [InlineData("::ffff:10.0.0.1/120")]
    public void An_IPv6_block_is_echoed_as_entered(string text)
    {
        var rule = Accepted(Web with { CidrBlock = "", Ipv6CidrBlock = text });
        Assert.Equal(text, rule.Text.Ipv6CidrBlock);
        Assert.Equal(new PrefixPeer(IpPrefix.Parse(text)), rule.Peer);
    }

    [Theory]
    [InlineData("::/0", null)]
    [InlineData("10.0.0.0/33", null)]
    [InlineData("10.0.0", null)]
    [InlineData(" 10.0.0.1", null)]
    [InlineData("10.0.0.1-10.0.0.9", null)]
    [InlineData("anywhere", null)]
    [InlineData(null, "10.0.0.0/8")]
    [InlineData(null, "fe80::1%eth0")]
    public void Addresses_of_the_other_family_or_of_no_form_are_malformed(string? v4, string? v6) =>
        Assert.Equal(RefusalKind.Malformed, Refused(Web with { CidrBlock = v4, Ipv6CidrBlock = v6 }).Kind);

    [Theory]
    [InlineData("ICMP", null, "::/0")]
    [InlineData("ICMPV6", "0.0.0.0/0", null)]
    public void ICMP_goes_with_its_own_family_only(string protocol, string? v4, string? v6) =>
        Assert.Equal(RefusalKind.Coexist, Refused(Web with { Protocol = protocol, Port = null, CidrBlock = v4, Ipv6CidrBlock = v6 }).Kind);

    [Fact]
    public void ICMPv6_goes_with_an_IPv6_block() =>
        Assert.Equal("icmpv6", Accepted(new RuleSpec { Protocol = "ICMPV6", Ipv6CidrBlock = "::/0", Action = "drop" }).Text.Protocol);

    [Fact]
    public void Two_peers_exclude_each_other_and_empty_text_counts_as_absent()
    {
        Assert.Equal(RefusalKind.Coexist, Refused(Web with { SecurityGroupId = "sg-00000001" }).Kind);
        Assert.Equal(RefusalKind.Coexist, Refused(Web with { Ipv6CidrBlock = "::/0" }).Kind);
        Accepted(Web with { SecurityGroupId = "", Ipv6CidrBlock = "", AddressTemplateId = "", ServiceTemplateGroupId = "" });
    }

    [Fact]
    public void Templates_must_exist_be_of_their_kind_and_exclude_what_they_stand_for()
    {
        Assert.Equal(RefusalKind.TemplateNotFound, Refused(Web with { CidrBlock = "", AddressTemplateId = "ipm-00000001" }).Kind);
        Assert.Equal(RefusalKind.TemplateNotFound, Refused(Web with { CidrBlock = "", AddressTemplateGroupId = "ipmg-00000001" }).Kind);
        Assert.Equal(RefusalKind.TemplateNotFound, Refused(Web with { Protocol = "", Port = "", ServiceTemplateId = "ppm-00000001" }).Kind);
        Assert.Equal(RefusalKind.Malformed, Refused(Web with { CidrBlock = "", AddressTemplateId = "ipmg-00000001" }).Kind);
        Assert.Equal(RefusalKind.Malformed, Refused(Web with { CidrBlock = "", AddressTemplateGroupId = "ipm-00000001" }).Kind);
        Assert.Equal(RefusalKind.Malformed, Refused(Web with { CidrBlock = "", AddressTemplateId = "ppm-00000001" }).Kind);
        Assert.Equal(RefusalKind.Malformed, Refused(Web with { Protocol = null, Port = null, ServiceTemplateGroupId = "ppmg-1" }).Kind);
        Assert.Contains(RefusalKind.Coexist, Read(Web with { AddressTemplateId = "ipm-00000001" }).Refusals.Select(r => r.Kind));
        Assert.Contains(RefusalKind.Coexist, Read(Web with { ServiceTemplateId = "ppm-00000001" }).Refusals.Select(r => r.Kind));
        Assert.Contains(RefusalKind.Coexist, Read(Web with { CidrBlock = "", AddressTemplateId = "ipm-00000001", AddressTemplateGroupId = "ipmg-00000001" }).Refusals.Select(r => r.Kind));
    }

    [Theory]
    [InlineData("accept", RuleAction.Accept)]
    [InlineData("Drop", RuleAction.Drop)]
    public void Actions_are_read_in_any_case(string text, RuleAction action) => Assert.Equal(action, Accepted(Web with { Action = text }).Action);

    [Fact]
    public void Action_and_peer_are_required()
    {
        Assert.Equal(RefusalKind.Missing, Refused(Web with { Action = null }).Kind);
        Assert.Equal(RefusalKind.InvalidValue, Refused(Web with { Action = "REJECT" }).Kind);
        Assert.Equal(RefusalKind.Missing, Refused(Web with { CidrBlock = null }).Kind);
    }

    [Fact]
    public void Descriptions_are_counted_in_Unicode_characters_and_hold_no_control_characters()
    {
        Accepted(Web with { Description = string.Concat(Enumerable.Repeat("🧱", 100)) });
        Assert.Equal(RefusalKind.TooLong, Refused(Web with { Description = new string('x', 101) }).Kind);
        Assert.Equal(RefusalKind.InvalidValue, Refused(Web with { Description = "a\nb" }).Kind);
        Assert.Equal(RefusalKind.InvalidValue, Refused(Web with { Description = "a\ud800b" }).Kind);
    }

    [Fact]
    public void A_message_names_the_parameter_and_the_value()
    {
        var refusal = Refused(Web with { CidrBlock = "10.0.0.0/33\u001b[31m" });
        Assert.Equal("Ingress.2.CidrBlock", refusal.Parameter);
        Assert.StartsWith("Ingress.2.CidrBlock: '10.0.0.0/33\\u001b[31m'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fault_is_told() => Assert.Equal(
        [RefusalKind.Missing, RefusalKind.InvalidValue, RefusalKind.InvalidValue, RefusalKind.Malformed, RefusalKind.TooLong],
        Read(new RuleSpec { Protocol = "x", Port = "y", CidrBlock = "z", Description = new string('d', 101) }).Refusals.Select(r => r.Kind).Order());

    [Theory]
    [InlineData(null, null, "Missing Missing")]
    [InlineData(null, "sg-zzzzzzzz", "GroupNotFound Missing")]
    [InlineData("MAYBE", null, "InvalidValue Missing")]
    [InlineData("MAYBE", "sg-ABCDEFGH", "InvalidValue Malformed")]
    public void No_fault_of_a_part_hides_one_of_another(string? action, string? group, string kinds) =>
        Assert.Equal(kinds, string.Join(' ', Read(new RuleSpec { Action = action, SecurityGroupId = group }).Refusals.Select(refusal => refusal.Kind.ToString()).Order(StringComparer.Ordinal)));

    [Fact]
    public void A_group_as_peer_exists_in_the_same_scope_and_project()
    {
        var bench = new Bench();
        string mine = bench.NewGroup(), other = bench.NewGroup("7"), foreign = bench.NewGroup(scope: new Scope("2", "ap-guangzhou")), far = bench.NewGroup(scope: Bench.Home with { Region = "eu-frankfurt" });
        var rule = new RuleSpec { Action = "ACCEPT" };
        Assert.Equal(new GroupPeer(mine), Accepted(rule with { SecurityGroupId = $" {mine}\r\n" }, bench.World).Peer);
        Assert.Equal(RefusalKind.PeerOfOtherProject, Refused(rule with { SecurityGroupId = other }, bench.World).Kind);
        Assert.Equal(RefusalKind.GroupNotFound, Refused(rule with { SecurityGroupId = foreign }, bench.World).Kind);
        Assert.Equal(RefusalKind.GroupNotFound, Refused(rule with { SecurityGroupId = far }, bench.World).Kind);
        Assert.Equal(RefusalKind.GroupNotFound, Refused(rule with { SecurityGroupId = "sg-zzzzzzzz" }, bench.World).Kind);
        Assert.Equal(RefusalKind.Malformed, Refused(rule with { SecurityGroupId = "sg-ABCDEFGH" }, bench.World).Kind);
        Assert.Equal(RefusalKind.Malformed, Refused(rule with { SecurityGroupId = "  " }, bench.World).Kind);
    }

    private static (ParsedRule? Rule, IReadOnlyList<Refusal> Refusals) Read(RuleSpec spec, World? world = null)
    {
        var faults = new Faults();
        var rule = new RuleParser(world ?? World.Empty, Bench.Home, "0", RuleFieldNames.Request).Parse(spec, "Ingress.2", faults);
        Assert.Equal(faults.Any, rule is null);
        return (rule, faults.ToImmutable());
    }

    private static ParsedRule Accepted(RuleSpec spec, World? world = null)
    {
        var (rule, refusals) = Read(spec, world);
        Assert.Empty(refusals);
        return rule!;
    }

    private static Refusal Refused(RuleSpec spec, World? world = null) => Assert.Single(Read(spec, world).Refusals);
}
