using Ringfence.Datapath.Ebpf;
using Ringfence.Kernel.Tests.Ebpf.Reference;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>What is wrong with a fragment, and that it is counted as that. The datagram is 96 bytes behind the IP header.</summary>
public sealed class FragmentFaultTests(ProgramFixture fixture) : IClassFixture<ProgramFixture>
{
    private const int Length = 96;

    private byte[] _whole = [];

    private byte[] _segment = [];

    [Theory]
    [InlineData("10.0.0.5", "10.1.0.9")]
    [InlineData("fd00::5", "fd01::9")]
    public void A_later_fragment_without_its_first_is_an_orphan(string own, string other)
    {
        Begin(own, other);
        Drops(EbpfReason.FragmentOrphan, Part(32, 32, more: true));
        Passes(Part(0, 32, more: true));
        Drops(EbpfReason.FragmentOrphan, Part(32, 32, more: true, id: 2));
        Passes(Part(32, 32, more: true));
    }

    [Theory]
    [InlineData("10.0.0.5", "10.1.0.9")]
    [InlineData("fd00::5", "fd01::9")]
    public void What_overlaps_is_dropped_and_the_datagram_goes_on(string own, string other)
    {
        Begin(own, other);
        Passes(Part(0, 32, more: true));
        Drops(EbpfReason.FragmentOverlap, Part(24, 32, more: true));
        Drops(EbpfReason.FragmentOverlap, Part(8, 8, more: true));
        Passes(Part(64, 32, more: false));
        // Twice the same, as a network does now and then.
        Drops(EbpfReason.FragmentOverlap, Part(64, 32, more: false));
        Passes(Part(32, 32, more: true));
    }

    [Theory]
    [InlineData("10.0.0.5", "10.1.0.9")]
    [InlineData("fd00::5", "fd01::9")]
    public void A_second_first_fragment_overlaps_while_the_datagram_is_incomplete(string own, string other)
    {
        Begin(own, other);
        Passes(Part(0, 32, more: true));
        Drops(EbpfReason.FragmentOverlap, Part(0, 32, more: true));
        Drops(EbpfReason.FragmentOverlap, Part(0, 8, more: true));
        // It has not made room for what overlaps the first.
        Drops(EbpfReason.FragmentOverlap, Part(8, 32, more: true));
        Passes(Part(0, 32, more: true, id: 2));
        Passes(Part(32, 64, more: false));
        // Complete: the identification may come round.
        Passes(Part(0, 32, more: true));
        Passes(Part(32, 64, more: false));
    }

    [Theory]
    [InlineData("10.0.0.5", "10.1.0.9")]
    [InlineData("fd00::5", "fd01::9")]
    public void An_incomplete_datagram_is_forgotten_at_its_age(string own, string other)
    {
        Begin(own, other, new FlowAges { Fragments = TimeSpan.Zero });
        Passes(Part(0, 32, more: true));
        uint begin = fixture.Program.Now();
        while (fixture.Program.Now() - begin <= 2)
        {
        }

        Drops(EbpfReason.FragmentOrphan, Part(32, 64, more: false));
        Passes(Part(0, 32, more: true));
    }

    [Theory]
    [InlineData("10.0.0.5", "10.1.0.9")]
    [InlineData("fd00::5", "fd01::9")]
    public void One_that_hides_the_header_or_ends_between_units_is_tiny(string own, string other)
    {
        Begin(own, other);
        Drops(EbpfReason.FragmentTiny, Frames.Fragment(_segment, 1, 0, 16, more: true));
        Passes(Frames.Fragment(_segment, 1, 0, 24, more: true));
        Drops(EbpfReason.FragmentTiny, Frames.Fragment(_segment, 1, 24, 12, more: true));
        Drops(EbpfReason.FragmentTiny, Frames.Fragment(_segment, 1, 24, 0, more: false));
    }

    [Theory]
    [InlineData("10.0.0.5", "10.1.0.9")]
    [InlineData("fd00::5", "fd01::9")]
    public void One_beyond_the_end_is_overlong(string own, string other)
    {
        Begin(own, other);
        Passes(Part(0, 32, more: true));
        Passes(Part(48, 16, more: false));
        Drops(EbpfReason.FragmentOverlong, Part(64, 32, more: true));
        Drops(EbpfReason.FragmentOverlong, Part(64, 32, more: false));
        Passes(Part(32, 16, more: true));

        // Past the longest packet (ping of death): the offset is written into a fragment that is in order.
        byte[] far = Part(0, 32, more: false, id: 2);
        bool v6 = far[12] == 0x86;
        (far[v6 ? 56 : 20], far[v6 ? 57 : 21]) = v6 ? ((byte)0xff, (byte)0xf8) : ((byte)0x1f, (byte)0xff);
        Passes(Part(0, 32, more: true, id: 2));
        Drops(EbpfReason.FragmentOverlong, far);
    }

    private byte[] Part(int offset, int length, bool more, byte id = 1) => Frames.Fragment(_whole, id, offset, length, more);

    private void Passes(byte[] frame) => Assert.True(fixture.Run(frame, Direction.Ingress));

    private void Drops(EbpfReason reason, byte[] frame)
    {
        long before = fixture.Count(reason);
        Assert.False(fixture.Run(frame, Direction.Ingress));
        Assert.Equal(before + 1, fixture.Count(reason));
    }

    private void Begin(string own, string other, FlowAges? ages = null)
    {
        var (to, from) = (IpAddress.Parse(own), IpAddress.Parse(other));
        _whole = Frames.Udp(from, 7, to, 53, data: Length - 8);
        _segment = Frames.Tcp(from, 7, to, 53, Frames.Syn, data: Length - 20);
        HostSettings.Write(ref fixture.Program.Host, new EbpfOptions { Ages = ages ?? new FlowAges() });
        var guest = new InterfacePolicy
        {
            InterfaceId = "eni-1",
            Device = "lo",
            Role = InterfaceRole.Guest,
            Addresses = [to],
            SourceCheck = true,
            IngressLists = [],
            EgressLists = [],
        };
        var all = new SecurityRule(new RuleId(1), new PrefixPeer(IpPrefix.All(to.Family)), Service.Any, RuleAction.Accept);
        fixture.Enforce(guest, [all], [], new HashSet<IpAddress>());
        fixture.ForgetFlows();
    }
}
