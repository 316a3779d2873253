using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;

namespace Ringfence.Kernel.Tests.Restarts;

/// <summary>Whoever starts a second server for the same network namespace, or would give the host back under one that runs, is refused, and no packet notices.</summary>
public sealed class OneProcessTests
{
    [Fact]
    public async Task A_second_server_in_the_namespace_and_a_release_beside_the_first_are_refused_and_change_nothing()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        await enforced.GuardAsync(web, [ApiRule.AcceptTcp("80", "0.0.0.0/0")], []);
        string other = Directory.CreateTempSubdirectory("ringfence-lab-").FullName;
        try
        {
            foreach (string[] arguments in (string[][])[["--port", "0"], ["--release"]])
            {
                var (exit, output) = await ServerRun.ToEndAsync([.. arguments, "--data", other, "--netns", lab.Host.Namespace.Name, "--datapath", EnforcedLab.Driver]);
                Assert.Equal(1, exit);
                Assert.Contains("another process of Ringfence enforces in this network namespace", output, StringComparison.Ordinal);
                enforced.AssertPasses(Probe.Tcp(lab.Outside.V4, web.V4, 80));
                enforced.AssertDropped(Probe.Tcp(lab.Outside.V4, web.V4, 81));
            }
        }
        finally
        {
            Directory.Delete(other, recursive: true);
        }

        Assert.DoesNotContain("took off or changed", enforced.ServerLog, StringComparison.Ordinal);
    }
}
