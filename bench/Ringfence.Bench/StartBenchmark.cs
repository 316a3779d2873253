using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Ringfence.Agent.LastKnownGood;
using Ringfence.Agent.Trials;
using Ringfence.Datapath.Ebpf;
using Ringfence.Lab.Topology;
using Ringfence.Linux.Bpf;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Bench;

/// <summary>From the start of the agent's process until it says that the kernel enforces what was saved.</summary>
internal static class StartBenchmark
{
    private const int Kernels = 5, Later = 4, Interfaces = 20, RulesPerList = 50, Members = 1000;

    public static async Task RunAsync(string agent, TextWriter output, CancellationToken cancellationToken)
    {
        string data = Directory.CreateTempSubdirectory("ringfence-bench-").FullName;
        try
        {
            await output.WriteLineAsync(
                $"{Kernels} namespaces, one start and {Later} more in each, {Interfaces} interfaces with {RulesPerList} rules each, {Members} members, ms:\n\n| driver | start | p50 | p99 | max |\n|---|---|---|---|---|");
            foreach (string driver in new[] { "nftables", "ebpf" })
            {
                var (first, later) = (new List<TimeSpan>(), new List<TimeSpan>());
                for (int kernel = 0; kernel < Kernels; kernel++)
                    await StartAsync(agent, data, driver, first, later, cancellationToken);
                await output.WriteLineAsync($"| {driver} | the first | {new Percentiles(first).Row}");
                await output.WriteLineAsync($"| {driver} | later ones | {new Percentiles(later).Row}");
            }
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    /// <summary>In a namespace of its own: the first start finds an empty kernel, as after a boot; the others take over what the one before left.</summary>
    private static async Task StartAsync(string agent, string data, string driver, List<TimeSpan> first, List<TimeSpan> later, CancellationToken cancellationToken)
    {
        await using var lab = await Laboratory.CreateAsync(new LabLayout { Stations = [new("web") { Silent = true }], SilentOutside = true });
        new SavedPolicies(LocalFolder.Of(data), new TrialClock(new KernelBootClock(), TimeProvider.System)).Write(Policy(lab["web"].Device));
        try
        {
            first.Add(await StartAsync(agent, data, lab.Host.Namespace.Name, driver, cancellationToken));
            for (int i = 0; i < Later; i++)
                later.Add(await StartAsync(agent, data, lab.Host.Namespace.Name, driver, cancellationToken));
        }
        finally
        {
            lab.Host.Namespace.Run(() => EbpfRemains.Remove(BpfFs.DefaultMount, NamespaceScope.Current()));
        }
    }

    private static async Task<TimeSpan> StartAsync(string agent, string data, string networkNamespace, string driver, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(agent, ["--data", data, "--netns", networkNamespace, "--datapath", driver, "--once"]) { RedirectStandardOutput = true })!;
        string? line = await process.StandardOutput.ReadLineAsync(cancellationToken);
        var taken = Stopwatch.GetElapsedTime(start);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 && line!.Contains("enforces revision", StringComparison.Ordinal)
            ? taken
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The agent ended with {process.ExitCode}: {line}"));
    }

    /// <summary>One interface's device is there, as on a host whose other guests have not started yet.</summary>
    private static HostPolicy Policy(string device)
    {
        var members = AddressSet.Create("members", Enumerable.Range(0, Members).Select(i => IpAddress.V4(0x0b00_0000u + (uint)i)));
        var lists = Enumerable.Range(0, Interfaces).Select(n => new RuleList($"l{n}", Direction.Ingress, [.. Enumerable.Range(0, RulesPerList).Select(r => new HostRule(
            new RuleId((n * RulesPerList) + r + 1),
            r == 0 ? null : IpPrefix.Parse($"10.{n}.{r}.0/24"),
            r == 0 ? "members" : null,
            new LiteralService(IpProtocol.Tcp, PortSet.Of(new PortRange((ushort)(r + 1), (ushort)(r + 1)))),
            RuleAction.Accept))]));
        return new HostPolicy
        {
            Revision = 1,
            Interfaces = Enumerable.Range(0, Interfaces).Select(n => new InterfacePolicy
            {
                InterfaceId = $"eni-{n:d8}",
                Device = n == 0 ? device : $"absent{n}",
                Role = InterfaceRole.Guest,
                Addresses = [IpAddress.V4(0x0c00_0000u + (uint)n)],
                SourceCheck = true,
                IngressLists = [$"l{n}"],
                EgressLists = [],
            }).ToImmutableDictionary(one => one.InterfaceId),
            Lists = lists.ToImmutableDictionary(list => list.Id),
            Sets = ImmutableDictionary<string, AddressSet>.Empty.Add("members", members),
        };
    }
}
