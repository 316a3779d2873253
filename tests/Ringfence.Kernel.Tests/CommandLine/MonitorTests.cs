using System.IO.Pipelines;
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
        var guarded = await enforced.GuardAsync(web, [ApiRule.AcceptTcp("80", "0.0.0.0/0"), ApiRule.AcceptTcp("81", "0.0.0.0/0") with { Action = RuleAction.Drop }], []);
        Assert.Equal(KernelFeatures.None, Features(lab) & Sampling);
        long revision = await enforced.SettleAsync();
        var items = await WatchAsync(enforced, 3, guarded.InterfaceId, () =>
        {
            enforced.ForgetFlows();
            enforced.AssertPasses(Probe.Tcp(lab.Outside.V4, web.V4, 80));
            enforced.AssertDropped(Probe.Tcp(lab.Outside.V4, web.V4, 81));
            enforced.AssertDropped(Probe.Tcp(lab.Outside.V4, web.V4, 82));
        });
        Assert.Equal(KernelFeatures.None, Features(lab) & Sampling);
        Assert.All(items, item => Assert.Equal((web.Device, "Ingress", web.V4.Address.ToString(), lab.Outside.V4.Address.ToString()), (Text(item, "Device"), Text(item, "Direction"), Text(item, "LocalAddress"), Text(item, "RemoteAddress"))));
        Assert.All(items, item => Assert.Equal(revision, item["Revision"]!.GetValue<long>()));
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
    public async Task A_device_that_is_not_there_or_not_enforced_is_refused()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        await enforced.GuardAsync(enforced.Lab["web"], [], []);
        foreach (string device in (string[])["nope", "lo"])
        {
            var fault = Assert.Throws<IOException>(() => PacketMonitor.Open(enforced.Lab.Host.Namespace.Name, drops: true, flows: true, device, 1, TimeProvider.System).Dispose());
            Assert.Contains($"nothing to watch at '{device}'", fault.Message, StringComparison.Ordinal);
        }

        PacketMonitor.Open(enforced.Lab.Host.Namespace.Name, drops: true, flows: true, enforced.Lab["web"].Device, 1, TimeProvider.System).Dispose();
    }

    [Fact]
    [Trait("Driver", "ebpf")]
    public async Task It_goes_on_when_the_agent_is_started_again_and_a_second_one_is_refused()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        await enforced.GuardAsync(web, [], []);
        using (var monitor = PacketMonitor.Open(lab.Host.Namespace.Name, drops: true, flows: false, null, 1, TimeProvider.System))
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
    public async Task It_ends_after_as_many_as_were_asked_for()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        await enforced.GuardAsync(web, [], []);
        var watching = LocalCommand.RunAsync("monitor", "--netns", lab.Host.Namespace.Name, "--drops", "--device", web.Device, "--count", "1");
        await EnforcedLab.EventuallyAsync(() => watching.IsCompleted || (Features(lab) & Sampling) == KernelFeatures.DropEvents, "the sampling of drops is switched on");
        enforced.AssertDropped(Probe.Udp(lab.Outside.V4, web.V4, 53));
        var (exit, output, errors) = await watching;
        Assert.True(exit == 0, errors);
        Assert.Contains(" dropped ", Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Driver", "ebpf")]
    public async Task It_tells_of_one_packet_in_so_many_and_the_next_one_of_every_one()
    {
        const int packets = 400;
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        await enforced.GuardAsync(web, [], []);
        Assert.InRange(await SampledAsync(8), 1, packets / 2); // 50 are to be expected: none or half of them never come by chance
        Assert.Equal(packets, await SampledAsync(1));

        async Task<int> SampledAsync(uint oneIn)
        {
            using var monitor = PacketMonitor.Open(lab.Host.Namespace.Name, drops: true, flows: false, web.Device, oneIn, TimeProvider.System);
            lab.Prober.Send([.. Enumerable.Range(1, packets).Select(port => Probe.Udp(lab.Outside.V4, web.V4, (ushort)port))]);
            return (await monitor.ReadAsync()).Count(item => item.Sample.Protocol == IpProtocol.Udp);
        }
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
        PacketMonitor.Open(enforced.Lab.Host.Namespace.Name, drops: true, flows: true, null, 1, TimeProvider.System).Dispose();
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

    /// <summary>Runs the command with the packets sent once it watches, until it has shown so many from outside, and interrupts it.</summary>
    private static async Task<List<JsonNode>> WatchAsync(EnforcedLab enforced, int count, string interfaceId, Action send)
    {
        var access = enforced.Access;
        string[] arguments =
        [
            "monitor", "--netns", enforced.Lab.Host.Namespace.Name, "--interface", interfaceId, "--output", "json",
            "--endpoint", access.Endpoint.ToString(), "--secret-id", access.SecretId, "--secret-key", access.SecretKey,
        ];
        var pipe = new Pipe();
        await using var output = new StreamWriter(pipe.Writer.AsStream());
        await using var errors = new StringWriter();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        end.CancelAfter(EnforcedLab.Patience);
        var watching = CliProgram.RunAsync(arguments, LocalCommand.Surroundings(output, errors), end.Token);
        await EnforcedLab.EventuallyAsync(() => watching.IsCompleted || (Features(enforced.Lab) & Sampling) == Sampling, "the sampling is switched on");
        Assert.False(watching.IsCompleted, errors.ToString());
        send();
        using var lines = new StreamReader(pipe.Reader.AsStream());
        var items = new List<JsonNode>();
        while (items.Count < count)
        {
            var item = JsonNode.Parse((await lines.ReadLineAsync(end.Token))!)!;
            if (Text(item, "RemoteAddress") == enforced.Lab.Outside.V4.Address.ToString())
                items.Add(item);
        }

        await end.CancelAsync();
        Assert.Equal(130, await watching);
        return items;
    }

    private static KernelFeatures Features(Laboratory lab) => lab.Host.Namespace.Run(() =>
    {
        using var maps = EventMaps.TryOpen(NamespaceScope.Current())!;
        return (KernelFeatures)maps.Features;
    });

    private static string? Text(JsonNode item, string name) => item[name]?.GetValue<string>();
}
