using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Kernel.Tests.Ebpf.Reference;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>A slot may go to another flow between two looks of a packet: here it stands still in the middle of that.</summary>
public sealed class SlotReuseTests(SharedProgramFixture fixture) : IClassFixture<SharedProgramFixture>
{
    private const uint NextTag = 1 << 16;

    private static readonly IpAddress Own = IpAddress.Parse("10.0.0.5"), Other = IpAddress.Parse("10.1.0.9");

    [Fact]
    public void What_a_slot_says_of_another_flow_is_not_believed_of_this_one()
    {
        var all = new SecurityRule(new RuleId(1), new PrefixPeer(IpPrefix.Parse("0.0.0.0/0")), Ringfence.Policy.Rules.Service.Any, RuleAction.Accept);
        fixture.Enforce(Guest, [all], [], new HashSet<IpAddress>());
        fixture.ForgetFlows();
        Assert.True(fixture.Run(Frames.Udp(Other, 7, Own, 80), Direction.Ingress));
        Assert.True(fixture.Run(Frames.Udp(Own, 80, Other, 7), Direction.Egress));

        Condition += NextTag; // somebody else's, whose word is not published yet
        Assert.False(fixture.Run(Frames.Udp(Own, 80, Other, 7), Direction.Egress));
    }

    private static InterfacePolicy Guest => new()
    {
        InterfaceId = "eni-1",
        Device = "lo",
        Role = InterfaceRole.Guest,
        Mac = new MacAddress(ProgramFixture.Mac),
        Addresses = [Own],
        SourceCheck = true,
        IngressLists = [],
        EgressLists = [],
    };

    /// <summary>The only flow's.</summary>
    private ref uint Condition
    {
        get
        {
            foreach (ref var slot in fixture.Program.Flows.At<KernelFlow>(0, (int)fixture.Program.Sizes.FlowSlots))
            {
                if (slot.Key.Family != 0)
                    return ref slot.Condition;
            }

            throw new InvalidOperationException("There is no flow.");
        }
    }
}
