using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Datapath.Monitoring;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.CommandLine;

/// <summary><c>ringfence monitor</c> beside a server's agent.</summary>
public sealed class MonitorTests
{
    private const KernelFeatures Sampling = KernelFeatures.DropEvents | KernelFeatures.FlowEvents;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Driver", "ebpf")]
    public async Task It_shows_an_accepted_and_a_dropped_packet_with_the_rules_that_decided_and_leaves_the_sampling_as_it_was()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        await enforced.GuardAsync(web, [ApiRule.AcceptTcp("80", "0.0.0.0/0"), ApiRule.AcceptTcp("81", "0.0.0.0/0") with { Action = RuleAction.Drop }], []);
        Assert.Equal(KernelFeatures.None, Features(lab) & Sampling);
        var items = await WatchAsync(lab, 3, web.Device, () =>
        {
            enforced.ForgetFlows();
            enforced.AssertPasses(Probe.Tcp(lab.Outside.V4, web.V4, 80));
            enforced.AssertDropped(Probe.Tcp(lab.Outside.V4, web.V4, 81));
            enforced.AssertDropped(Probe.Tcp(lab.Outside.V4, web.V4, 82));
        });
        Assert.Equal(KernelFeatures.None, Features(lab) & Sampling);
        Assert.All(items, item => Assert.Equal((web.Device, "Ingress", web.V4.Address.ToString(), lab.Outside.V4.Address.ToString()), (Text(item, "Device"), Text(item, "Direction"), Text(item, "LocalAddress"), Text(item, "RemoteAddress"))));
        Assert.Equal([80, 81, 82], items.Select(item => item["LocalPort"]!.GetValue<int>()));
        Assert.Equal(["ACCEPT", "DROP", "DROP"], items.Select(item => Text(item, "Action")));
        Assert.Equal([null, "Rule", "NoRule"], items.Select(item => Text(item, "Reason")));
        // Rules have ids in the order in which they came to be.
        long?[] rules = [.. items.Select(item => item["RuleId"]?.GetValue<long>())];
        Assert.NotNull(rules[0]);
        Assert.Equal([rules[0], rules[0] + 1, null], rules);
        Assert.All(items, item => Assert.InRange(DateTimeOffset.Parse(Text(item, "Time")!, System.Globalization.CultureInfo.InvariantCulture), TimeProvider.System.GetUtcNow().AddMinutes(-1), TimeProvider.System.GetUtcNow()));
    }

    [Fact]
    [Trait("Driver", "ebpf")]
    public async Task It_goes_on_when_the_agent_is_started_again_and_a_second_one_is_refused()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        await enforced.GuardAsync(web, [], []);
        using (var monitor = PacketMonitor.Open(lab.Host.Namespace.Name, drops: true, flows: false, TimeProvider.System))
        {
            await enforced.KillServerAsync();
            await enforced.StartServerAsync();
            await enforced.SettleAsync();
            await monitor.ReadAsync();
            enforced.AssertDropped(Probe.Udp(lab.Outside.V4, web.V4, 53));
            Assert.Contains(await monitor.ReadAsync(), item => item.Sample is { LocalPort: 53, Reason: EbpfReason.NoRule });
            var (exit, output, errors) = await LocalCommand.RunAsync("monitor", "--netns", lab.Host.Namespace.Name);
            Assert.Equal((1, ""), (exit, output));
            Assert.StartsWith("ringfence: Another monitor watches this namespace.", errors, StringComparison.Ordinal);
        }

        Assert.Equal(KernelFeatures.None, Features(lab) & Sampling);
    }

    [Fact]
    [Trait("Driver", "ebpf")]
    public async Task What_a_monitor_that_died_left_on_the_next_one_switches_off()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        await enforced.GuardAsync(enforced.Lab["web"], [], []);
        enforced.Lab.Host.Namespace.Run(() =>
        {
            using var dying = MonitorLock.TryTake(NamespaceScope.Current())!;
            dying.Note((uint)KernelFeatures.DropEvents);
            using var maps = EventMaps.TryOpen(NamespaceScope.Current())!;
            maps.Features |= (uint)KernelFeatures.DropEvents;
        });
        PacketMonitor.Open(enforced.Lab.Host.Namespace.Name, drops: true, flows: true, TimeProvider.System).Dispose();
        Assert.Equal(KernelFeatures.None, Features(enforced.Lab) & Sampling);
    }

    [Fact]
    [Trait("Driver", "nftables")]
    public async Task Where_nftables_enforces_it_says_that_there_are_no_samples()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        var (exit, output, errors) = await LocalCommand.RunAsync("monitor", "--netns", enforced.Lab.Host.Namespace.Name);
        Assert.Equal((1, ""), (exit, output));
        Assert.StartsWith("ringfence: The eBPF driver does not enforce here", errors, StringComparison.Ordinal);
    }

    /// <summary>Runs the command until it has shown so many, with the packets sent once it watches.</summary>
    private static async Task<List<JsonNode>> WatchAsync(Laboratory lab, int count, string device, Action send)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        string[] arguments = ["monitor", "--netns", lab.Host.Namespace.Name, "--device", device, "--count", $"{count}", "--output", "json"];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(EnforcedLab.Patience);
        var watching = CliProgram.RunAsync(arguments, LocalCommand.Surroundings(output, errors), limit.Token);
        await EnforcedLab.EventuallyAsync(() => watching.IsCompleted || (Features(lab) & Sampling) == Sampling, "the sampling is switched on");
        send();
        Assert.True(await watching == 0, $"{errors}{output}");
        return [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }

    private static KernelFeatures Features(Laboratory lab) => lab.Host.Namespace.Run(() =>
    {
        using var maps = EventMaps.TryOpen(NamespaceScope.Current())!;
        return (KernelFeatures)maps.Features;
    });

    private static string? Text(JsonNode item, string name) => item[name]?.GetValue<string>();
}
