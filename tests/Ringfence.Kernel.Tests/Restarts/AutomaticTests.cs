using Ringfence.Contracts.Client;
using Ringfence.Datapath;
using Ringfence.Datapath.Ebpf;
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

    [Theory]
    [InlineData(FeatureState.Available, FeatureState.Missing, FeatureState.Available, null)]
    [InlineData(FeatureState.Missing, FeatureState.Available, FeatureState.Available, null)]
    [InlineData(FeatureState.Missing, FeatureState.Unknown, FeatureState.Available, "tcx: no; clsact: no")]
    [InlineData(FeatureState.Available, FeatureState.Available, FeatureState.Missing, "program: no")]
    [InlineData(FeatureState.Available, FeatureState.Available, FeatureState.Unknown, "program: no")]
    public void What_is_not_surely_there_speaks_against_ebpf(FeatureState tcx, FeatureState clsact, FeatureState program, string? why)
    {
        KernelFeature Feature(string name, FeatureState state) => new(name, state, state == FeatureState.Available ? "yes" : "no");
        var features = new[] { Feature("bpf-jit", FeatureState.Missing), Feature("bpf-filesystem", FeatureState.Available), Feature("tcx", tcx), Feature("clsact", clsact), Feature("program", program) };
        string? told = AutomaticDatapath.WhyNotEbpf(features);
        Assert.Equal(why, told?.Replace("; clsact: yes", "", StringComparison.Ordinal));
    }
}
