using System.Globalization;
using Ringfence.Datapath.Ebpf;
using Ringfence.Kernel.Tests.Ebpf.Reference;
using Ringfence.Policy.Addressing;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>
/// The program by BPF_PROG_TEST_RUN against the plain evaluator and the compiled table in C#: random interfaces, policies and packets, well-formed and mutated, both families.
/// fuzz/packets runs it for long: RINGFENCE_FUZZ_PACKETS sets how many mutated packets, RINGFENCE_FUZZ_SEED begins with one that failed.
/// </summary>
public sealed class AgreementTests(RoomyProgramFixture fixture, ITestOutputHelper output) : IClassFixture<RoomyProgramFixture>
{
    private const long Packets = 240_000;

    /// <summary>What only happens to an interface that is not enforced, to full tables, on two cores, or when somebody writes into the tables.</summary>
    private static readonly EbpfReason[] NotMet =
    [
        EbpfReason.Pass, EbpfReason.Closed, EbpfReason.UnknownInterface, EbpfReason.FlowTableFull, EbpfReason.FlowLimit, EbpfReason.FragmentTableFull, EbpfReason.TableBounds, EbpfReason.Contended,
        EbpfReason.CountEvicted, EbpfReason.CountDouble,
    ];

    [Fact]
    public void Random_packets_get_what_the_evaluator_says()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Loading programs needs root.");
        long wanted = Setting("RINGFENCE_FUZZ_PACKETS", 0);
        var campaign = new PacketCampaign(fixture, (int)Setting("RINGFENCE_FUZZ_SEED", Random.Shared.Next()), mutated: wanted == 0 ? 20 : 75);
        // A namespace of its own: what a machine forwards is what its routing table says.
        using var space = new TestNamespace("packets");
        Route(space);
        space.Run(() => campaign.RunUntil(wanted == 0 ? so => so.Packets >= Packets : so => so.Mutated >= wanted));
        output.WriteLine($"{campaign.Packets} packets, {campaign.Mutated} of them mutated, {campaign.Passed} passed");
        Assert.InRange(campaign.Passed, campaign.Packets / 20, campaign.Packets * 19 / 20);
        // Agreement about nothing would be agreement too: everything that can be decided about one packet was.
        Assert.DoesNotContain(Enum.GetValues<EbpfReason>().Except(NotMet), reason => fixture.Count(reason) == 0);
    }

    private static void Route(TestNamespace space)
    {
        TestNamespace.Shell($"ip netns exec {space.Name} sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding'");
        TestNamespace.Shell($"ip -n {space.Name} link add v0 type veth peer name v1");
        TestNamespace.Shell($"ip -n {space.Name} link set v0 addrgenmode none up; ip -n {space.Name} link set v1 addrgenmode none up");
        foreach (var route in RandomPolicies.Routes)
            TestNamespace.Shell($"ip -n {space.Name} {(route.Family == AddressFamily.IPv6 ? "-6 " : "")}route add {route} dev v0");
    }

    private static long Setting(string name, long otherwise) =>
        long.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : otherwise;
}
