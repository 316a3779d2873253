using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Datapath;
using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Nftables;
using Ringfence.Lab.Topology;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Bench;

/// <summary>
/// How long it takes to list the flows of a host, with either driver, from a table that is empty and from one with flows in it (made by datagrams through the host), beside
/// <c>conntrack -L</c> on the same flows. The eBPF driver's table has a million slots.
/// </summary>
internal static class FlowsBenchmark
{
    private const int Rounds = 9, PortsPerSocket = 50_000, Burst = 200;
    private static readonly EbpfOptions Million = new() { Sizes = new EbpfSizes { FlowSlots = 1 << 20 } };

    public static async Task RunAsync(int flows, TextWriter output, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{Rounds} listings each, ms:\n\n| | flows listed | p50 | max |\n|---|---|---|---|"));
        foreach (bool ebpf in (bool[])[true, false])
        {
            await using var lab = await Laboratory.CreateAsync(new LabLayout { Stations = [new("app") { Silent = true }] });
            string host = lab.Host.Namespace.Name;
            await using IDatapath datapath = ebpf
                ? new EbpfDatapath(host, new EnforcementOptions(), TimeProvider.System, NullLogger.Instance, Million)
                : new NftablesDatapath(host, new EnforcementOptions(), TimeProvider.System, NullLogger.Instance);
            await datapath.ApplyAsync(Open(lab["app"]));
            await ListAsync(datapath, output, ebpf ? "ebpf, 1,048,576 slots" : "nftables", cancellationToken);
            lab.Outside.Namespace.Run(() => OpenFlows(lab["app"], flows));
            await ListAsync(datapath, output, ebpf ? "ebpf, 1,048,576 slots" : "nftables", cancellationToken);
            if (!ebpf)
                await ListByConntrackAsync(host, flows, output, cancellationToken);
            await datapath.ReleaseAsync();
        }
    }

    private static async Task ListAsync(IDatapath datapath, TextWriter output, string name, CancellationToken cancellationToken)
    {
        int listed = 0;
        var times = new List<TimeSpan>();
        // The first pass warms up.
        for (int round = 0; round <= Rounds; round++)
        {
            listed = 0;
            long start = Stopwatch.GetTimestamp();
            await foreach (var flow in datapath.ReadFlowsAsync(cancellationToken))
                listed++;
            if (round > 0)
                times.Add(Stopwatch.GetElapsedTime(start));
        }

        await ReportAsync(output, name, listed, times);
    }

    private static async Task ListByConntrackAsync(string host, int flows, TextWriter output, CancellationToken cancellationToken)
    {
        var times = new List<TimeSpan>();
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"ip netns exec {host} conntrack -L -p udp >/dev/null 2>&1"]))!;
            await process.WaitForExitAsync(cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(start));
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"conntrack -L ended with {process.ExitCode}.");
        }

        await ReportAsync(output, "conntrack -L, the same table", flows, times);
    }

    private static Task ReportAsync(TextWriter output, string name, int listed, List<TimeSpan> times)
    {
        var percentiles = new Percentiles(times);
        return output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| {name} | {listed:N0} | {percentiles.At(50)} | {percentiles.At(100)} |"));
    }

    /// <summary>A datagram for each flow, in bursts that the receiving queues hold.</summary>
    private static void OpenFlows(LabStation to, int flows)
    {
        var address = IPAddress.Parse(to.V4.Address.ToString());
        for (int sent = 0; sent < flows;)
        {
            using var socket = new Socket(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.Any, 0));
            for (int port = 1; port <= PortsPerSocket && sent < flows; port++, sent++)
            {
                socket.SendTo([1], new IPEndPoint(address, port));
                if (sent % Burst == 0)
                    Thread.Yield();
            }
        }
    }

    private static HostPolicy Open(LabStation app) => new()
    {
        Revision = 1,
        Interfaces = ImmutableDictionary<string, InterfacePolicy>.Empty.Add("eni-app", new InterfacePolicy
        {
            InterfaceId = "eni-app",
            Device = app.Device,
            Role = InterfaceRole.Guest,
            Addresses = [.. app.Addresses],
            SourceCheck = true,
            IngressLists = ["open"],
            EgressLists = [],
        }),
        Lists = ImmutableDictionary<string, RuleList>.Empty.Add("open", new RuleList("open", Direction.Ingress,
            [new HostRule(new RuleId(1), IpPrefix.All(Policy.Addressing.AddressFamily.IPv4), null, new LiteralService(IpProtocol.Udp, PortSet.Of(new PortRange(1, ushort.MaxValue))), RuleAction.Accept)])),
        Sets = ImmutableDictionary<string, AddressSet>.Empty,
    };
}
