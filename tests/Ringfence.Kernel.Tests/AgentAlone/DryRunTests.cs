using Ringfence.Datapath.Diagnosis;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;

namespace Ringfence.Kernel.Tests.AgentAlone;

/// <summary>What the agent would do, told without doing it. With whichever driver the tests are run against.</summary>
public sealed class DryRunTests(PublishedAgent agent) : IClassFixture<PublishedAgent>
{
    [Fact]
    public async Task It_tells_what_it_would_do_beside_a_server_and_after_a_boot_and_changes_nothing()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        var guarded = await enforced.GuardAsync(web, [ApiRule.AcceptTcp("80", "0.0.0.0/0")], []);
        await enforced.SettleAsync();
        var before = InKernel(enforced);
        string beside = await PlanAsync(enforced);
        Assert.Contains(EnforcedLab.IsEbpf ? $"keep     interface  {guarded.InterfaceId} at {web.Device}" : "replace  policy", beside, StringComparison.Ordinal);
        Assert.Equal(before, InKernel(enforced));

        await AgentAloneTests.RebootAsync(enforced);
        Assert.Empty(InKernel(enforced));
        string after = await PlanAsync(enforced);
        Assert.Contains(EnforcedLab.IsEbpf ? $"attach   interface  {guarded.InterfaceId} at {web.Device}" : $"make     interface  {guarded.InterfaceId} at {web.Device}", after, StringComparison.Ordinal);
        Assert.Empty(InKernel(enforced));
        enforced.AssertPasses(Probe.Tcp(lab.Outside.V4, web.V4, 81));
    }

    [Fact]
    public async Task Where_nothing_was_saved_there_is_nothing_to_do()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        string empty = Directory.CreateTempSubdirectory("ringfence-empty-").FullName;
        try
        {
            var (code, output) = await agent.RunToEndAsync(["--data", empty, "--netns", enforced.Lab.Host.Namespace.Name, "--datapath", EnforcedLab.Driver, "--dry-run"]);
            Assert.Equal((0, "ringfence-agent has nothing to enforce: no policy was saved yet"), (code, output.TrimEnd()));
        }
        finally
        {
            Directory.Delete(empty, recursive: true);
        }
    }

    private async Task<string> PlanAsync(EnforcedLab enforced)
    {
        var (code, output) = await agent.RunToEndAsync([.. AgentAloneTests.Arguments(enforced), "--dry-run"]);
        Assert.True(code == 0, output);
        return output;
    }

    private static IReadOnlyList<KernelObject> InKernel(EnforcedLab enforced) => HostDiagnosis.Read(enforced.Lab.Host.Namespace.Name).InKernel;
}
