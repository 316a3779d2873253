using System.Globalization;
using System.Text.Json.Nodes;
using Ringfence.Contracts.Client;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Model;
using Ringfence.Lab.Topology;
using Ringfence.Policy.Addressing;

namespace Ringfence.Kernel.Tests.Agreement;

/// <summary>
/// The kernel, the reference evaluator and ExplainTraffic agree: random policies through the API, random probes on the wire. RINGFENCE_AGREEMENT_POLICIES sets how many,
/// RINGFENCE_AGREEMENT_SEED starts at one that failed.
/// </summary>
public sealed class AgreementTests(ITestOutputHelper output)
{
    private const int ProbesPerPolicy = 24;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public Task Kernel_and_evaluator_agree_on_routed_links() => AgreeAsync(
        new LabLayout { Stations = [Station("s1", LinkKind.Routed, 16), Station("s2", LinkKind.Routed, 18), Station("s3", LinkKind.Routed, 24)], SilentOutside = true },
        policies: 110);

    [Fact]
    public Task Kernel_and_evaluator_agree_where_some_links_are_bridged() => AgreeAsync(
        new LabLayout
        {
            Stations =
            [
                Station("s1", LinkKind.Routed, 16), Station("s2", LinkKind.Routed, 18),
                Station("b1", LinkKind.Bridged, 16), Station("b2", LinkKind.Bridged, 18),
            ],
            SilentOutside = true,
        },
        policies: 50);

    /// <summary>Two addresses of each family, side by side, so that prefixes fall between and around them.</summary>
    private static StationLayout Station(string name, LinkKind link, int at)
    {
        string four = link == LinkKind.Routed ? "10.77.1" : "10.78.0", six = link == LinkKind.Routed ? "fd77:1:" : "fd78:";
        return new StationLayout(name)
        {
            Link = link,
            Silent = true,
            Addresses =
            [
                IpAddress.Parse($"{four}.{at}"), IpAddress.Parse($"{four}.{at + 1}"),
                IpAddress.Parse($"{six}:{at:x}"), IpAddress.Parse($"{six}:{at + 1:x}"),
            ],
        };
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;

    private async Task AgreeAsync(LabLayout layout, int policies)
    {
        policies = Setting("RINGFENCE_AGREEMENT_POLICIES", policies);
        int firstSeed = Setting("RINGFENCE_AGREEMENT_SEED", 20_261_101);
        await using var enforced = await EnforcedLab.StartAsync(layout);
        var lab = enforced.Lab;
        int probes = 0, passed = 0;
        for (int seed = firstSeed; seed < firstSeed + policies; seed++)
        {
            var random = new Random(seed);
            var model = new RandomModel(random, lab).Next();
            await enforced.Applier.ApplyAsync(enforced.Api, model, Cancel);
            enforced.ForgetFlows();

            var evaluator = new ModelEvaluator(model, lab);
            var source = new RandomProbes(random, lab, model);
            JudgedProbe[] batch = [.. Enumerable.Range(0, ProbesPerPolicy).Select(_ => source.Next())];
            var report = lab.Prober.Send([.. batch.Select(judged => judged.Probe)]);
            foreach (var (probe, port) in batch)
            {
                bool expected = evaluator.Passes(probe.From, probe.To, probe.Protocol, port);
                int arrived = report.Count(probe, probe.To.Node);
                bool agrees = arrived == (expected ? probe.Packets.Count : 0);
                if (!agrees)
                    Assert.Fail(Disagreement(seed, model, evaluator, probe, port, arrived));
                if (await ExplainedAsync(enforced, probe, port) != expected)
                    Assert.Fail($"The explanation is another. {Disagreement(seed, model, evaluator, probe, port, arrived)}");
                probes++;
                passed += expected ? 1 : 0;
            }
        }

        output.WriteLine($"{policies} policies, {probes} probes, {passed} of them passed");
        // Random policies that drop everything would agree with a kernel that does.
        Assert.InRange(passed, probes / 20, probes * 19 / 20);
    }

    /// <summary>Whether ExplainTraffic says that a probe passes.</summary>
    private static async Task<bool> ExplainedAsync(EnforcedLab enforced, Lab.Probing.Probe probe, ushort port)
    {
        var question = new JsonObject { ["Source"] = probe.From.Address.ToString(), ["Destination"] = probe.To.Address.ToString(), ["Protocol"] = probe.Protocol.ToString(), ["Port"] = port };
        var answer = await enforced.Api.CallAsync(ApiService.Ringfence, "ExplainTraffic", question, Cancel);
        return answer.GetProperty("TrafficSet")[0].GetProperty("Verdict").GetString() == "ACCEPT";
    }

    private static string Disagreement(
        int seed, PolicyModel model, ModelEvaluator evaluator, Lab.Probing.Probe probe, ushort port, int arrived) =>
        $"""
        The kernel and the evaluator disagree; seed {seed} (RINGFENCE_AGREEMENT_SEED={seed} RINGFENCE_AGREEMENT_POLICIES=1).
        {probe} port {port}: {arrived} of {probe.Packets.Count} packets arrived.
        The evaluator says:
        {string.Join('\n', evaluator.Judge(probe.From, probe.To, probe.Protocol, port))}
        The policy:
        {model}
        """;
}
