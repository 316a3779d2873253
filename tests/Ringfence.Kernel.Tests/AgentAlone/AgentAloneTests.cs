using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Agent.Options;
using Ringfence.Datapath;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Conversations;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;

namespace Ringfence.Kernel.Tests.AgentAlone;

/// <summary>Section 2, point 9, when there is no server at all: the machine comes up, and the agent enforces what was enforced last.</summary>
public sealed class AgentAloneTests(PublishedAgent agent) : IClassFixture<PublishedAgent>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void It_is_compiled_ahead_of_time()
    {
        Assert.False(File.Exists(Path.ChangeExtension(agent.Path, ".dll")), "It is one native file.");
    }

    [Fact]
    public async Task It_enforces_from_disk_what_was_enforced_last_and_gives_the_host_to_the_server_without_a_gap()
    {
        await using var enforced = await GuardedAsync();
        var (allowed, refused) = Probes(enforced);
        await RebootAsync(enforced);
        enforced.AssertPasses(refused);

        using var process = agent.Start(Arguments(enforced));
        string? ready = await process.StandardOutput.ReadLineAsync(Cancel);
        Assert.Contains("at 1 interfaces with", ready, StringComparison.Ordinal);
        enforced.AssertPasses(allowed);
        enforced.AssertDropped(refused);
        var (code, output) = await agent.RunToEndAsync(Arguments(enforced));
        Assert.Equal((2, true), (code, output.Contains("another process enforces", StringComparison.Ordinal)));

        await enforced.StartServerAsync();
        await process.WaitForExitAsync(Cancel);
        Assert.Equal(0, process.ExitCode);
        enforced.AssertDropped(refused);
        await enforced.SettleAsync();
        enforced.AssertPasses(allowed);
        enforced.AssertDropped(refused);
    }

    [Fact]
    public async Task On_standby_it_enforces_what_was_enforced_last_in_a_kernel_that_has_nothing_of_ours()
    {
        await using var enforced = await GuardedAsync();
        var (allowed, refused) = Probes(enforced);
        await RebootAsync(enforced);

        using var process = agent.Start([.. Arguments(enforced), "--standby"]);
        try
        {
            Assert.Contains("at 1 interfaces with", await process.StandardOutput.ReadLineAsync(Cancel), StringComparison.Ordinal);
            enforced.AssertPasses(allowed);
            enforced.AssertDropped(refused);
        }
        finally
        {
            process.Kill();
        }
    }

    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 3)]
    public async Task A_saved_policy_that_cannot_be_read_closes_the_interfaces_and_says_so(bool damaged, int expectedCode)
    {
        await using var enforced = await GuardedAsync();
        var (allowed, refused) = Probes(enforced);
        await RebootAsync(enforced);
        await DamageAsync(enforced, "policy", damaged);

        var (code, output) = await agent.RunToEndAsync([.. Arguments(enforced), "--once"]);
        Assert.Equal(expectedCode, code);
        Assert.Contains("CLOSED 1 interfaces", output, StringComparison.Ordinal);
        Assert.Contains("Critical: The last enforced policy cannot be read", output, StringComparison.Ordinal);
        enforced.AssertDropped(allowed);
        enforced.AssertDropped(refused);

        // The journal knows better.
        await enforced.StartServerAsync();
        await enforced.SettleAsync();
        enforced.AssertPasses(allowed);
        enforced.AssertDropped(refused);
    }

    [Fact]
    public async Task A_machine_whose_saved_policy_cannot_be_read_is_closed_but_for_the_failsafe_ports()
    {
        const int Failsafe = 2022;
        await using var enforced = await GuardedAsync(silentOutside: false);
        var (lab, host) = (enforced.Lab, enforced.Lab.Host);
        string group = await enforced.Api.CreateGroupAsync("machine", [ApiRule.AcceptTcp("80", "0.0.0.0/0")], ApiRule.Anywhere, Cancel);
        await enforced.Api.RegisterAsync([host.AsInstance([group])], Cancel);
        await enforced.SettleAsync();
        var machine = host.UplinkV4;
        Probe Towards(ushort port) => Probe.Tcp(lab.Outside.V4, machine, port);
        Probe Outwards(ushort port) => Probe.Tcp(machine, lab.Outside.V4, port);
        enforced.AssertPasses(Towards(80));
        enforced.AssertPasses(Outwards(443));
        await RebootAsync(enforced);
        await DamageAsync(enforced, "policy", changed: true);
        await DamageAsync(enforced, "interfaces", changed: true);

        using var process = agent.Start([.. Arguments(enforced), "--failsafe-tcp", $"{Failsafe}"]);
        try
        {
            Assert.Contains("CLOSED 2 interfaces", await process.StandardOutput.ReadLineAsync(Cancel), StringComparison.Ordinal);
            enforced.AssertPasses(Towards(Failsafe));
            enforced.AssertDropped(Towards(80));
            enforced.AssertDropped(Towards(22));
            enforced.AssertDropped(Probe.Udp(lab.Outside.V4, machine, Failsafe));
            enforced.AssertDropped(Outwards(443));
            enforced.AssertDropped(Probes(enforced).Allowed);

            // Whoever comes in there is answered.
            await using var conversation = await TcpConversation.TryOpenAsync(lab.Outside.V4, machine, Failsafe, EnforcedLab.Patience, Cancel);
            Assert.NotNull(conversation);
            Assert.True(await conversation.ExchangeAsync(1000, EnforcedLab.Patience, Cancel));
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public async Task When_nothing_that_was_saved_can_be_read_it_says_so_loudly_and_changes_nothing()
    {
        await using var enforced = await GuardedAsync();
        var (allowed, refused) = Probes(enforced);
        await enforced.StopServerAsync();
        foreach (string file in (string[])["policy", "interfaces", "interfaces.copy"])
            await DamageAsync(enforced, file, changed: true);

        var (code, output) = await agent.RunToEndAsync([.. Arguments(enforced), "--once"]);
        Assert.Equal(3, code);
        Assert.Contains("knows of NO interfaces", output, StringComparison.Ordinal);
        Assert.Contains("Critical: The last enforced policy cannot be read, nor which interfaces it had", output, StringComparison.Ordinal);
        enforced.AssertPasses(allowed);
        enforced.AssertDropped(refused);
    }

    /// <summary>A bit of a saved file is another, or half of it is gone.</summary>
    private static async Task DamageAsync(EnforcedLab enforced, string file, bool changed)
    {
        string path = Path.Combine(enforced.DataFolder, "enforced", file);
        byte[] bytes = await File.ReadAllBytesAsync(path, Cancel);
        if (changed)
            bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(path, changed ? bytes : bytes[..(bytes.Length / 2)], Cancel);
    }

    private static async Task<EnforcedLab> GuardedAsync(bool silentOutside = true)
    {
        var enforced = await EnforcedLab.StartAsync(new LabLayout { Stations = [new("web") { Silent = true }], SilentOutside = silentOutside });
        await enforced.GuardAsync(enforced.Lab["web"], [ApiRule.AcceptTcp("80", "0.0.0.0/0")], []);
        return enforced;
    }

    private static (Probe Allowed, Probe Refused) Probes(EnforcedLab enforced) =>
        (Probe.Tcp(enforced.Lab.Outside.V4, enforced.Lab["web"].V4, 80), Probe.Udp(enforced.Lab.Outside.V4, enforced.Lab["web"].V4, 53));

    /// <summary>The server is gone, and so is everything in the kernel.</summary>
    internal static async Task RebootAsync(EnforcedLab enforced)
    {
        await enforced.StopServerAsync();
        EnforcementText.TryDatapath(EnforcedLab.Driver, out var choice);
        await using var datapath = DatapathOpener.TryOpen(
            choice, enforced.Lab.Host.Namespace.Name, new EnforcementOptions(), TimeProvider.System, NullLoggerFactory.Instance, out string reason);
        Assert.True(datapath is not null, reason);
        await datapath.ReleaseAsync();
    }

    internal static string[] Arguments(EnforcedLab enforced) =>
        ["--data", enforced.DataFolder, "--netns", enforced.Lab.Host.Namespace.Name, "--datapath", EnforcedLab.Driver];
}
