using Ringfence.Contracts.Client;
using Ringfence.Datapath;
using Ringfence.Datapath.Diagnosis;
using Ringfence.Datapath.Ebpf;
using Ringfence.Kernel.Tests.Ebpf;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;
using Ringfence.Linux.Bpf;

namespace Ringfence.Kernel.Tests.Restarts;

/// <summary>The driver that is chosen where none is named.</summary>
[Trait("Driver", "ebpf")]
public sealed class AutomaticTests
{
    [Fact]
    public async Task Auto_is_the_driver_that_the_probes_speak_for_and_takes_over_from_the_other()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        await enforced.GuardAsync(web, [ApiRule.AcceptTcp("80", "0.0.0.0/0")], []);
        string expected = AutomaticDatapath.WhyNotEbpf(EbpfFeatures.Probe()) is null ? "ebpf" : "nftables";
        foreach (string driver in (string[])["nftables", "auto"])
        {
            await enforced.StopServerAsync();
            await enforced.StartServerAsync(driver);
            await enforced.SettleAsync();
            var answer = await enforced.Api.CallAsync(ApiService.Ringfence, "DescribeEnforcement", [], TestContext.Current.CancellationToken);
            Assert.Equal(driver == "auto" ? expected : driver, Assert.Single(answer.GetProperty("EnforcementSet").EnumerateArray()).GetProperty("Driver").GetString());
            enforced.AssertPasses(Probe.Tcp(lab.Outside.V4, web.V4, 80));
            enforced.AssertDropped(Probe.Tcp(lab.Outside.V4, web.V4, 81));
        }
    }

    [Fact]
    public async Task Without_libnftables_it_is_told_what_is_not_closed_from_its_birth()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Enforcement needs root.");
        using var empty = new TestNamespace("gap");
        var folder = Directory.CreateTempSubdirectory("ringfence-lab-");
        try
        {
            string[] arguments = ["--release", "--data", folder.FullName, "--netns", empty.Name, "--datapath", "auto"];
            var (_, told) = await ServerRun.WithoutAsync("libnftables.so.1", arguments);
            Assert.Single(told.Split('\n'), line => line.Contains("Not every device is closed from its birth: libnftables is not installed", StringComparison.Ordinal));
            (_, told) = await ServerRun.ToEndAsync(arguments);
            Assert.DoesNotContain("closed from its birth", told, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Root_that_may_not_change_the_network_is_told_that_the_host_cannot_be_enforced()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Enforcement needs root.");
        using var empty = new TestNamespace("cap");
        var folder = Directory.CreateTempSubdirectory("ringfence-lab-");
        try
        {
            var (exit, told) = await ServerRun.WithoutCapabilityAsync("net_admin", "--data", folder.FullName, "--netns", empty.Name, "--datapath", "auto");
            Assert.Equal(1, exit);
            Assert.Contains("This host cannot be enforced: ", told, StringComparison.Ordinal);
            Assert.Contains("Operation not permitted", told, StringComparison.Ordinal);
            Assert.DoesNotContain("Unhandled exception", told, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(FeatureState.Available, FeatureState.Missing, "its program loads, and there is a way to attach it")]
    [InlineData(FeatureState.Missing, FeatureState.Available, "its program loads, and there is a way to attach it; devices are closed from their birth by an nftables table (guard: no)")]
    [InlineData(FeatureState.Missing, FeatureState.Missing, "its program loads, and there is a way to attach it; but nothing keeps a device closed until it is attached (guard: no; libnftables: no)")]
    public void Doctor_tells_by_what_devices_are_closed_from_their_birth(FeatureState guard, FeatureState libnftables, string reason)
    {
        KernelFeature[] features = [Feature("root", FeatureState.Available), Feature("guard", guard), Feature("libnftables", libnftables)];
        Assert.Equal(new DriverChoice("ebpf", reason), DriverChoice.Of(features, notEbpf: null));
    }

    [Theory]
    [InlineData(FeatureState.Available, FeatureState.Missing, FeatureState.Available, null)]
    [InlineData(FeatureState.Missing, FeatureState.Available, FeatureState.Available, null)]
    [InlineData(FeatureState.Missing, FeatureState.Unknown, FeatureState.Available, "tcx: no; clsact: no")]
    [InlineData(FeatureState.Available, FeatureState.Available, FeatureState.Missing, "program: no")]
    [InlineData(FeatureState.Available, FeatureState.Available, FeatureState.Unknown, "program: no")]
    public void What_is_not_surely_there_speaks_against_ebpf(FeatureState tcx, FeatureState clsact, FeatureState program, string? why)
    {
        var features = new[] { Feature("bpf-jit", FeatureState.Missing), Feature("bpf-filesystem", FeatureState.Available), Feature("tcx", tcx), Feature("clsact", clsact), Feature("program", program) };
        string? told = AutomaticDatapath.WhyNotEbpf(features);
        Assert.Equal(why, told?.Replace("; clsact: yes", "", StringComparison.Ordinal));
    }

    private static KernelFeature Feature(string name, FeatureState state) => new(name, state, state == FeatureState.Available ? "yes" : "no");
}
