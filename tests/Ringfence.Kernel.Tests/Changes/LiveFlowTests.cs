using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Datapath;
using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Nftables;
using Ringfence.Kernel.Tests.Ebpf;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Changes;

/// <summary>What both drivers tell of the flows that are let through, and what becomes of idle ones.</summary>
public sealed class LiveFlowTests : GuestBench
{
    private static readonly HostRule Seven = Udp(7, "10.9.0.1/32", 7000), Wider = Udp(8, "10.9.0.0/24", 7000), Elsewhere = Udp(9, "10.8.0.0/16", 7000);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ebpf")]
    [InlineData("nftables")]
    public async Task A_flow_is_listed_with_who_opened_it_by_which_rule_and_which_revision(string driver)
    {
        await using var datapath = Open(driver);
        await datapath.ApplyAsync(Policy(3, Seven));
        using var server = Listen();
        using var client = _router.Run(() => Open(server));
        Assert.True(Echo(client, server));
        var flow = Assert.Single(await ReadAsync(datapath));
        Assert.Equal(("eni-1", "vg", Direction.Ingress, IpProtocol.Udp), (flow.InterfaceId, flow.Device, flow.Opened, flow.Protocol));
        Assert.Equal(("10.9.0.2", 7000, "10.9.0.1", ((IPEndPoint)client.LocalEndPoint!).Port), (flow.Local.ToString(), flow.LocalPort, flow.Remote.ToString(), flow.RemotePort));
        Assert.Equal((new RuleId(7), 3, true), (flow.Rule!.Value, flow.Revision!.Value, flow.IsCurrent));
        Assert.Equal(FlowState.UdpAnswered, flow.State);

        // A change that does not ask the flow again until it moves.
        await datapath.ApplyAsync(Policy(4, Elsewhere, Wider));
        flow = Assert.Single(await ReadAsync(datapath));
        Assert.Equal((3, false), (flow.Revision!.Value, flow.IsCurrent));
        Assert.True(Echo(client, server));
        flow = Assert.Single(await ReadAsync(datapath));
        Assert.Equal((new RuleId(8), 4, true), (flow.Rule!.Value, flow.Revision!.Value, flow.IsCurrent));
        await datapath.ReleaseAsync();
    }

    [Theory]
    [InlineData("ebpf")]
    [InlineData("nftables")]
    public async Task An_idle_flow_does_not_outlive_its_rule(string driver)
    {
        await using var datapath = Open(driver);
        await datapath.ApplyAsync(Policy(1, Seven));
        using var server = Listen();
        using var cut = _router.Run(() => Open(server));
        Assert.True(Echo(cut, server));
        await datapath.ApplyAsync(Policy(2, Seven, Elsewhere));
        Assert.Single(await ReadAsync(datapath));
        await datapath.ApplyAsync(Policy(3, Elsewhere));
        await EventuallyEmptyAsync(datapath);
        await datapath.ReleaseAsync();
    }

    private static HostRule Udp(long id, string prefix, ushort port) =>
        new(new RuleId(id), IpPrefix.Parse(prefix), null, new LiteralService(IpProtocol.Udp, PortSet.Of(new PortRange(port, port))), RuleAction.Accept);

    private static HostPolicy Policy(long revision, params HostRule[] ingress) => GuestPolicy(revision, ImmutableDictionary<string, AddressSet>.Empty, ingress);

    private static async Task<List<LiveFlow>> ReadAsync(IDatapath datapath)
    {
        var flows = new List<LiveFlow>();
        await foreach (var flow in datapath.ReadFlowsAsync(Cancel))
        {
            if (flow.Protocol == IpProtocol.Udp)
                flows.Add(flow);
        }

        return flows;
    }

    private static async Task EventuallyEmptyAsync(IDatapath datapath)
    {
        using var limit = new CancellationTokenSource(EnforcedLab.Patience);
        while ((await ReadAsync(datapath)).Count > 0)
            limit.Token.ThrowIfCancellationRequested();
    }

    private IDatapath Open(string driver) => driver == "ebpf"
        ? new EbpfDatapath(_router.Name, new EnforcementOptions(), TimeProvider.System, NullLogger.Instance, Options)
        : new NftablesDatapath(_router.Name, new EnforcementOptions(), TimeProvider.System, NullLogger.Instance);
}
