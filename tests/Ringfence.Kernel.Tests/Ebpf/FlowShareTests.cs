using Ringfence.Datapath.Ebpf;
using Ringfence.Kernel.Tests.Ebpf.Reference;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>An interface has its share of the flow table and no more.</summary>
public sealed class FlowShareTests(SharedProgramFixture fixture) : IClassFixture<SharedProgramFixture>
{
    private static readonly IpAddress Own = IpAddress.Parse("10.0.0.5");

    private FlowTable Table => new(fixture.Program);

    private uint Share => fixture.Program.Shares[1];

    [Fact]
    public void Who_has_it_is_refused_more_until_some_of_it_has_gone()
    {
        Begin(evictAfter: TimeSpan.FromHours(1));
        int limit = (int)fixture.Program.Sizes.InterfaceFlows;
        for (uint i = 0; i < limit; i++)
            Assert.True(Open(i));
        Assert.Equal(((uint)limit, limit), (Share, Table.Read().Count));
        long refused = fixture.Count(EbpfReason.FlowLimit);
        for (uint i = 0; i < 100; i++)
            Assert.False(Open(0x10000 + i));
        Assert.Equal(refused + 100, fixture.Count(EbpfReason.FlowLimit));
        Assert.True(Open(7));

        Assert.Equal(3, Table.Remove(flow => (uint)flow.Key.Remote.ToAddress(4).Value is 0x0b000001 or 0x0b000002 or 0x0b000003));
        Assert.Equal(limit - 3, (int)Share);
        for (uint i = 0; i < 3; i++)
            Assert.True(Open(0x20000 + i));
        Assert.False(Open(0x20003));
    }

    [Fact]
    public void Its_own_unconfirmed_flows_give_way_and_the_count_stays_right()
    {
        Begin(evictAfter: TimeSpan.Zero);
        uint begin = fixture.Program.Now();
        for (uint i = 0; i < fixture.Program.Sizes.InterfaceFlows; i++)
            Assert.True(Open(i));
        while (fixture.Program.Now() - begin <= 2)
        {
        }

        int accepted = 0;
        for (uint i = 0; i < 1000; i++)
            accepted += Open(0x10000 + i) ? 1 : 0;
        Assert.InRange(accepted, 500, 1000);
        Assert.Equal(((int)fixture.Program.Sizes.InterfaceFlows, Table.Read().Count), ((int)Share, (int)Share));
    }

    private bool Open(uint from) => fixture.Run(Frames.Udp(IpAddress.V4(0x0b000000 + from), 5, Own, 80), Direction.Ingress);

    private void Begin(TimeSpan evictAfter)
    {
        HostSettings.Write(ref fixture.Program.Host, new EbpfOptions { Ages = new FlowAges { EvictAfter = evictAfter } });
        var guest = new InterfacePolicy
        {
            InterfaceId = "eni-1",
            Device = "lo",
            Role = InterfaceRole.Guest,
            Addresses = [Own],
            SourceCheck = true,
            IngressLists = [],
            EgressLists = [],
        };
        var all = new SecurityRule(new RuleId(1), new PrefixPeer(IpPrefix.Parse("0.0.0.0/0")), Service.Any, RuleAction.Accept);
        fixture.Enforce(guest, [all], [], new HashSet<IpAddress>());
        fixture.ForgetFlows();
    }
}
