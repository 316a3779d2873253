using System.Text.Json.Nodes;
using Ringfence.Contracts.Client;
using Ringfence.Datapath.Ebpf;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;
using Ringfence.Linux.Bpf;

namespace Ringfence.Kernel.Tests.Observing;

/// <summary>What an operator says of flows on the command line is what the kernel does.</summary>
[Trait("Driver", "ebpf")]
public sealed class FlowOptionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_flow_is_over_at_the_age_that_was_asked_for_and_the_table_has_the_room()
    {
        await using var enforced = await EnforcedLab.StartAsync(
            Layouts.Pair(LinkKind.Routed, silent: true), "--flow-age", "UdpUnanswered=1", "--flow-slots", "4096");
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        await enforced.GuardAsync(web, [new ApiRule(Policy.Rules.RuleAction.Accept, "UDP", "53", "0.0.0.0/0")], []);
        enforced.AssertPasses(Probe.Udp(lab.Outside.V4, web.V4, 53));
        // By default it lives for thirty seconds, three times as long as is waited for here.
        await EnforcedLab.EventuallyAsync(async () => await FlowsAsync(enforced) == 0, "the flow is over");
        Assert.Equal(new EbpfSizes { FlowSlots = 4096 }.FlowBytes, lab.Host.Namespace.Run(TableBytes));
    }

    private static async Task<long> FlowsAsync(EnforcedLab enforced) =>
        (await enforced.Api.CallAsync(ApiService.Ringfence, "DescribeFlows", new JsonObject { ["Protocol"] = "udp" }, Cancel)).GetProperty("TotalCount").GetInt64();

    private static uint TableBytes()
    {
        using var flows = new EbpfPins(BpfFs.DefaultMount, NamespaceScope.Current()).TryGetMap("rf_flows")!;
        return flows.ValueSize;
    }
}
