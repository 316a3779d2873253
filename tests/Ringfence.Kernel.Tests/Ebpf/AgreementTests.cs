using System.Collections.Immutable;
using Ringfence.Datapath.Ebpf;
using Ringfence.Kernel.Tests.Ebpf.Reference;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Evaluation;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>The program by BPF_PROG_TEST_RUN against the plain evaluator: random policies, random packets, well-formed and mutated, both families.</summary>
public sealed class AgreementTests(RoomyProgramFixture fixture) : IClassFixture<RoomyProgramFixture>
{
    private static readonly IpAddress[] Own = [IpAddress.Parse("10.0.0.5"), IpAddress.Parse("10.0.0.6"), IpAddress.Parse("fd00::5"), IpAddress.Parse("2001:db8::6")];

    private static readonly IpAddress[] Far =
    [
        .. new[] { "10.0.1.1", "10.0.1.2", "10.1.0.1", "192.0.2.77", "192.0.2.78", "0.0.0.0", "255.255.255.255", "224.0.0.1", "203.0.113.9", "10.0.0.1" }.Select(a => IpAddress.Parse(a)),
        .. new[] { "fd00::1", "fd00::2", "fe80::1", "2001:db8::1", "2001:db8:1::1", "2001:db8:1:2:3:4:5:6", "ff02::1", "::", "::ffff:10.0.1.1", "2001:db9::1" }.Select(a => IpAddress.Parse(a)),
    ];

    private static readonly InterfacePolicy Guest = new()
    {
        InterfaceId = "eni-1",
        Device = "lo",
        Role = InterfaceRole.Guest,
        Mac = new MacAddress(ProgramFixture.Mac),
        Addresses = [.. Own],
        SourceCheck = true,
        IngressLists = [],
        EgressLists = [],
    };

    [Fact]
    public void Random_packets_get_what_the_evaluator_says()
    {
        const int policies = 100, packets = 2000;
        int seed = Random.Shared.Next(), passed = 0;
        var random = new Random(seed);
        var model = new ReferenceDatapath(Own, ProgramFixture.Mac) { Policy = (_, _, _, _) => false };
        var frames = new RandomFrames(random, Own, Far, ProgramFixture.Mac);
        fixture.ForgetFlows();
        for (int policy = 0; policy < policies; policy++)
        {
            var members = Far.Where(_ => random.Next(3) == 0).Where(a => a.Value != 0).ToHashSet();
            var ingress = Rules(random);
            var egress = Rules(random);
            fixture.Enforce(Guest, ingress, egress, members);
            model.Generation++;
            var bound = ImmutableArray.Create(new BoundGroup("sg-1", [.. ingress], [.. egress]));
            var membership = new Members(members);
            model.Policy = (direction, far, protocol, port) =>
                PolicyEvaluator.Evaluate(bound, direction, far, new IpProtocol(protocol), port, "vpc-1", membership, membership).IsAccepted;
            for (int i = 0; i < packets; i++)
            {
                var (frame, outward) = frames.Next();
                var direction = outward ? Direction.Egress : Direction.Ingress;
                bool expected = model.Passes(frame, direction), actual = fixture.Run(frame, direction);
                passed += actual ? 1 : 0;
                if (expected != actual)
                    Assert.Fail($"Seed {seed}, policy {policy}, packet {i}, {direction}: expected {expected}, was {actual}. Refused for want of room: {fixture.Count(EbpfReason.FlowTableFull)} flows, {fixture.Count(EbpfReason.FragmentTableFull)} fragments. {ReferencePacket.Read(frame)} {Convert.ToHexString(frame)}");
            }
        }

        Assert.InRange(passed, policies * packets / 20, policies * packets * 19 / 20);
    }

    private static List<SecurityRule> Rules(Random random)
    {
        var rules = new List<SecurityRule>();
        for (int i = random.Next(12); i > 0; i--)
        {
            var address = Far[random.Next(Far.Length)];
            Peer peer = random.Next(4) == 0
                ? new GroupPeer("sg-2")
                : new PrefixPeer(new IpPrefix(address, random.Next(3) == 0 ? 0 : random.Next(3) == 0 ? address.Family.Bits() : random.Next(address.Family.Bits() + 1)));
            var ports = random.Next(2) == 0 ? PortSet.All : PortSet.Of(new PortRange((ushort)random.Next(1000), (ushort)random.Next(1000, 9000)));
            IpProtocol? protocol = random.Next(6) switch { 0 => null, 1 => IpProtocol.Udp, 2 => random.Next(2) == 0 ? IpProtocol.Icmp : IpProtocol.IcmpV6, 3 => IpProtocol.Gre, _ => IpProtocol.Tcp };
            rules.Add(new SecurityRule(new RuleId(rules.Count + 1), peer, new LiteralService(protocol, protocol is { HasPorts: true } ? ports : PortSet.All), random.Next(3) == 0 ? RuleAction.Drop : RuleAction.Accept));
        }

        return rules;
    }

    /// <summary>Without templates: by the time a policy gets here, they are blocks and services.</summary>
    private sealed class Members(IReadOnlySet<IpAddress> members) : IGroupMembership, ITemplateContents
    {
        public bool IsMember(string groupId, string network, IpAddress address) => members.Contains(address);

        public bool HasAddress(string templateId, IpAddress address) => false;

        public bool HasService(string templateId, IpProtocol protocol, ushort port) => false;
    }
}
