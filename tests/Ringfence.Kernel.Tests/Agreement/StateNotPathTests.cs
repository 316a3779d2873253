using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Model;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;

namespace Ringfence.Kernel.Tests.Agreement;

/// <summary>What is enforced depends on what the policy is, not on what it was before, and not on how often the server was restarted in between.</summary>
public sealed class StateNotPathTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(LinkKind.Routed, 1)]
    [InlineData(LinkKind.Bridged, 2)]
    public async Task From_any_policy_to_any_other_the_kernel_ends_where_the_last_one_says(LinkKind link, int seed)
    {
        var layout = new LabLayout
        {
            Stations = [.. new[] { "web", "app", "db" }.Select(name => new StationLayout(name) { Link = link, Silent = true })],
            SilentOutside = true,
        };
        await using var enforced = await EnforcedLab.StartAsync(layout);
        var random = new Random(seed);
        var transitions = NamedModels.All.Keys.SelectMany(from => NamedModels.All.Keys.Where(to => to != from).Select(to => (from, to))).ToArray();
        random.Shuffle(transitions);
        var path = new List<string>();
        foreach (var (from, to) in transitions)
        {
            foreach (string name in new[] { from, to })
            {
                if (path.Count > 0 && path[^1] == name)
                    continue;
                path.Add(name);
                await enforced.Applier.ApplyAsync(enforced.Api, NamedModels.All[name], Cancel);
                await MaybeRestartAsync(enforced, random, path);
            }

            AssertMatrix(enforced, NamedModels.All[to], path);
        }
    }

    private static async Task MaybeRestartAsync(EnforcedLab enforced, Random random, List<string> path)
    {
        int how = random.Next(24);
        if (how > 1)
            return;
        if (how == 0)
            await enforced.KillServerAsync();
        else
            await enforced.StopServerAsync();
        await enforced.StartServerAsync();
        await enforced.SettleAsync();
        path[^1] += how == 0 ? " (killed)" : " (stopped)";
    }

    private static void AssertMatrix(EnforcedLab enforced, PolicyModel model, List<string> path)
    {
        var evaluator = new ModelEvaluator(model, enforced.Lab);
        var probes = Matrix(enforced.Lab).ToArray();
        var report = enforced.Lab.Prober.Send([.. probes.Select(judged => judged.Probe)]);
        foreach (var (probe, port) in probes)
        {
            bool expected = evaluator.Passes(probe.From, probe.To, probe.Protocol, port);
            if (report.Reached(probe) != expected)
                Assert.Fail($"{probe} port {port}: expected {expected} after {string.Join(" -> ", path.TakeLast(4))}\n{model}\n{enforced.ServerLog}");
        }
    }

    private static IEnumerable<JudgedProbe> Matrix(Laboratory lab)
    {
        foreach (var family in Layouts.Families)
        {
            LabAddress[] ends = [.. lab.Instances.Select(station => station.In(family)), lab.Outside.In(family), lab.Outside.At(family == Ringfence.Policy.Addressing.AddressFamily.IPv4 ? "198.51.100.7" : "2001:db8:1::7")];
            foreach (var from in ends)
            {
                foreach (var to in ends.Where(to => to.Node != from.Node))
                {
                    foreach (ushort port in new ushort[] { 80, 443, 5432, 8080 })
                        yield return new JudgedProbe(Probe.Tcp(from, to, port), port);
                    yield return new JudgedProbe(Probe.Udp(from, to, 53), 53);
                    yield return new JudgedProbe(Probe.Echo(from, to), 0);
                }
            }
        }
    }
}
