using Ringfence.Datapath;
using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Kernel.Tests.Ebpf.Reference;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>How far a TCP connection has come, what shows that its opener is there, and who can end it.</summary>
public sealed class ConnectionStateTests(ProgramFixture fixture) : IClassFixture<ProgramFixture>
{
    private static readonly IpAddress Own = IpAddress.Parse("10.0.0.5"), Other = IpAddress.Parse("10.1.0.9");

    private static SecurityRule AllowAll { get; } = new(new RuleId(1), new PrefixPeer(IpPrefix.Parse("0.0.0.0/0")), Service.Any, RuleAction.Accept);

    private uint Condition => new FlowTable(fixture.Program).Read().Single().Condition;

    private FlowState State => KernelFlow.State(Condition);

    private bool IsConfirmed => KernelFlow.Flags(Condition).HasFlag(KernelFlowFlags.Confirmed);

    [Fact]
    public void A_connection_goes_through_its_states()
    {
        Begin();
        In(Frames.Syn);
        Assert.Equal(FlowState.TcpHalfOpen, State);
        Out(Frames.SynAck);
        Assert.Equal(FlowState.TcpAnswered, State);
        In(Frames.Ack);
        Assert.Equal(FlowState.TcpEstablished, State);
        In(Frames.Rst);
        Assert.Equal(FlowState.TcpReset, State);
        // It was not the opener's RST: the opener goes on.
        In(Frames.Ack);
        Assert.Equal(FlowState.TcpEstablished, State);
        Out(Frames.Fin);
        Assert.Equal(FlowState.TcpClosing, State);
        Out(Frames.Rst);
        Assert.Equal(FlowState.TcpClosed, State);
        // The same ports again, the other way round: a new flow.
        Out(Frames.Syn);
        Assert.Equal(FlowState.TcpHalfOpen, State);
        Assert.True(KernelFlow.Flags(Condition).HasFlag(KernelFlowFlags.OpenedByInstance));
    }

    [Fact]
    public void Who_opened_it_from_outside_is_believed_when_the_instance_sends_data()
    {
        Begin();
        In(Frames.Syn);
        Out(Frames.SynAck);
        In(Frames.Ack);
        In(Frames.Ack, data: 10);
        // A stack says so to anything that does not fit, during the handshake too (RFC 9293, 3.10.7.4).
        Out(Frames.Ack);
        Assert.Equal((FlowState.TcpEstablished, false), (State, IsConfirmed));
        Out(Frames.Ack, data: 1);
        Assert.Equal((FlowState.TcpEstablished, true), (State, IsConfirmed));
    }

    [Fact]
    public void A_half_closed_connection_is_confirmed_by_what_is_still_sent()
    {
        Begin();
        In(Frames.Syn);
        Out(Frames.SynAck);
        In(Frames.Fin);
        Assert.Equal((FlowState.TcpClosing, false), (State, IsConfirmed));
        Out(Frames.Ack, data: 1);
        Assert.Equal((FlowState.TcpClosing, true), (State, IsConfirmed));
    }

    [Fact]
    public void What_the_instance_opened_is_confirmed_by_its_own_ACK()
    {
        Begin();
        Out(Frames.Syn);
        In(Frames.SynAck);
        Out(Frames.Ack);
        Assert.Equal((FlowState.TcpEstablished, true), (State, IsConfirmed));
    }

    [Fact]
    public void Data_in_a_fragmented_segment_counts_too()
    {
        Begin();
        In(Frames.Syn);
        Out(Frames.SynAck);
        In(Frames.Ack);
        byte[] first = Frames.Tcp(Own, 80, Other, 7, Frames.Ack, data: 12);
        first[20] |= 0x20; // more fragments
        Assert.True(fixture.Run(first, Direction.Egress));
        Assert.True(IsConfirmed);
    }

    [Fact]
    public void A_blind_ACK_that_the_instance_refuses_ends_a_spoofed_flow_for_good()
    {
        Begin();
        In(Frames.Syn);
        Out(Frames.SynAck);
        In(Frames.Ack);
        Out(Frames.Rst);
        Assert.Equal(FlowState.TcpClosed, State);
        // The stack goes on waiting for the right ACK: it sends its SYN-ACK again, and says where it is to what does not fit.
        Out(Frames.SynAck);
        In(Frames.Ack);
        Out(Frames.Ack);
        In(Frames.Ack, data: 1);
        In(Frames.Fin);
        Assert.Equal((FlowState.TcpClosed, false), (State, IsConfirmed));
    }

    [Fact]
    public void A_blind_ACK_beside_a_real_handshake_does_not_end_it()
    {
        Begin();
        In(Frames.Syn);
        Out(Frames.SynAck);
        In(Frames.Ack);
        Out(Frames.Rst);
        In(Frames.Ack);
        In(Frames.Ack, data: 1);
        Out(Frames.Ack, data: 1);
        Assert.Equal((FlowState.TcpEstablished, true), (State, IsConfirmed));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_RST_from_nowhere_does_not_end_a_conversation(bool confirmed)
    {
        Begin(new FlowAges { TcpClosed = TimeSpan.Zero }, egressOpen: false);
        fixture.Program.Host.AgeMargin = 0;
        In(Frames.Syn);
        Out(Frames.SynAck);
        In(Frames.Ack);
        if (confirmed)
            Out(Frames.Ack, data: 1);
        In(Frames.Rst);
        uint begin = fixture.Program.Now();
        while (fixture.Program.Now() - begin <= 2)
        {
        }

        Assert.Equal(0, new FlowTable(fixture.Program).Remove(new FlowExpiry(fixture.Program).IsOver));
        // The policy lets nothing out: the flow is there.
        Out(Frames.Ack);
        In(Frames.SynAck);
        Assert.Equal(FlowState.TcpReset, State);
        In(Frames.Ack);
        Assert.Equal((FlowState.TcpEstablished, confirmed), (State, IsConfirmed));
    }

    [Fact]
    public void The_instances_own_RST_is_believed()
    {
        Begin();
        In(Frames.Syn);
        Out(Frames.SynAck);
        In(Frames.Ack);
        Out(Frames.Ack, data: 1);
        Out(Frames.Rst);
        In(Frames.Ack, data: 1);
        Out(Frames.Ack);
        Assert.Equal((FlowState.TcpClosed, false), (State, IsConfirmed));
    }

    [Fact]
    public void A_handshake_and_then_silence_lasts_as_long_as_any_connection()
    {
        Begin(new FlowAges { TcpHalfOpen = TimeSpan.Zero, TcpAnswered = TimeSpan.Zero, TcpClosed = TimeSpan.Zero }, egressOpen: false);
        fixture.Program.Host.AgeMargin = 0;
        In(Frames.Syn);
        Out(Frames.SynAck);
        In(Frames.Ack);
        uint begin = fixture.Program.Now();
        while (fixture.Program.Now() - begin <= 2)
        {
        }

        Assert.Equal(0, new FlowTable(fixture.Program).Remove(new FlowExpiry(fixture.Program).IsOver));
        Out(Frames.Ack, data: 1);
        Assert.True(IsConfirmed);
    }

    private void In(byte flags, int data = 0) => Assert.True(fixture.Run(Frames.Tcp(Other, 7, Own, 80, flags, data), Direction.Ingress));

    private void Out(byte flags, int data = 0) => Assert.True(fixture.Run(Frames.Tcp(Own, 80, Other, 7, flags, data), Direction.Egress));

    private void Begin(FlowAges? ages = null, bool egressOpen = true)
    {
        HostSettings.Write(ref fixture.Program.Host, new EbpfOptions { Ages = ages ?? new FlowAges() });
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
        fixture.Enforce(guest, [AllowAll], egressOpen ? [AllowAll] : [], new HashSet<IpAddress>());
        fixture.ForgetFlows();
    }
}
