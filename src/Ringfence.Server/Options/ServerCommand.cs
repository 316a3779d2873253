using System.CommandLine;
using System.Net;
using Ringfence.Agent.Options;
using Ringfence.Api.Http;
using Ringfence.Control.Commands;

namespace Ringfence.Server.Options;

/// <summary>The command line: options of the command line win over those of the configuration file, those over the environment, those over the defaults.</summary>
internal sealed class ServerCommand
{
    /// <summary>The environment variable that names the data folder.</summary>
    public const string DataVariable = "RINGFENCE_DATA";

    private readonly Option<int?> _port = new("--port") { Description = "TCP port of the API; 0 takes any free one and the ready line names it [default: 9510]" };
    private readonly Option<string?> _listen = new("--listen")
    {
        Description = "Address to listen on. Not 0.0.0.0 by itself: the API is plain HTTP, so whoever is on the path could read it; " +
            "put a TLS proxy in front, or listen on an address of a network you trust [default: 127.0.0.1]",
    };

    private readonly Option<string?> _data = new("--data") { Description = $"Folder of the journal and the key pair [default: ${DataVariable}, else ./.data]" };
    private readonly Option<string?> _netns = new("--netns") { Description = "Enforce inside this network namespace (a name of `ip netns`)" };
    private readonly Option<string?> _host = new("--host") { Description = "Name of this host, as RegisterInstances calls it [default: the machine's name]" };
    private readonly Option<string?> _datapath = new("--datapath")
    {
        Description = $"What enforces: {EnforcementText.Datapaths} [default: auto, which as root is ebpf where the kernel can, else nftables where libnftables is; else nothing is enforced]",
    };

    private readonly Option<string?> _failsafe = new("--failsafe-tcp")
    {
        Description = "Inbound TCP ports never closed on this machine's own interfaces (role host), comma-separated [default: 22]",
    };

    private readonly Option<bool?> _countPackets = new("--count-rule-packets") { Description = "Count packets and bytes by rule too, for DescribeRuleHits (ebpf only) [default: flows only]" };
    private readonly Option<string[]> _ages = new("--flow-age")
    {
        Description = $"Seconds without a packet after which a flow is over, State=N; may be repeated (ebpf only) [default: about those of Linux's conntrack]. States: {FlowAgeNames.All}",
    };

    private readonly Option<int?> _slots = new("--flow-slots") { Description = "Room of the flow table, a power of two; twice the flows that are expected (ebpf only) [default: 262144]" };
    private readonly Option<string?> _region = new("--region") { Description = "Region of requests that name none; may be one of your own [default: ap-guangzhou]" };
    private readonly Option<string[]> _quotas = new("--quota") { Description = $"A limit, Name=N; may be repeated. Names: {QuotaNames.All}" };
    private readonly Option<string[]> _rateLimits = new("--rate-limit")
    {
        Description = "Requests a second of an action, Action=N, 0 for no limit; may be repeated. `off` limits nothing [default: the vendor's; callers on this machine are not limited]",
    };

    private readonly Option<string?> _config = new("--config") { Description = "JSON file of these options: Port, Listen, Data, NetNs, Host, Datapath, FailsafeTcp, LinkEssentials, CountRulePackets, FlowAges, FlowSlots, Region, PrivateRegions, Quotas, RateLimits" };
    private readonly Option<bool> _demo = new("--demo") { Description = "Build a small lab, show security groups at work on real packets, take it down and exit" };
    private readonly Option<bool> _release = new("--release") { Description = "Remove everything of Ringfence from the kernel (nothing is enforced after that) and exit" };

    private readonly RootCommand _root;

    public ServerCommand() => _root = new RootCommand("Ringfence: security groups with Tencent Cloud's API, enforced on this host.")
    {
        _port, _listen, _data, _netns, _host, _datapath, _failsafe, _countPackets, _ages, _slots, _region, _quotas, _rateLimits, _config, _demo, _release,
    };

    /// <summary>Parses and runs; help, version and faults of usage are dealt with here.</summary>
    /// <param name="arguments">The process's arguments.</param>
    /// <param name="environment">What the environment gives: its data folder and credentials.</param>
    /// <param name="run">Runs with the options; returns the exit code.</param>
    /// <param name="complain">Gets each fault as one line.</param>
    public Task<int> RunAsync(string[] arguments, ServerOptions environment, Func<ServerOptions, CancellationToken, Task<int>> run, Action<string> complain)
    {
        _root.SetAction((parsed, cancellationToken) =>
        {
            var faults = new List<string>();
            var options = Read(parsed, environment, faults);
            if (faults.Count == 0)
                return run(options, cancellationToken);
            faults.ForEach(complain);
            return Task.FromResult(1);
        });

        // Program handles the signals: a server that stops in order exits with 0.
        return _root.Parse(arguments).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private ServerOptions Read(ParseResult parsed, ServerOptions options, List<string> faults)
    {
        if (parsed.GetValue(_config) is { } file)
            options = ConfigFile.Apply(options, file, faults);
        if (parsed.GetValue(_port) is { } port)
            options = port is >= 0 and <= 65535 ? options with { Port = port } : Refuse(options, "--port must be 0 to 65535");
        if (parsed.GetValue(_listen) is { } listen)
            options = IPAddress.TryParse(listen, out var address) ? options with { Listen = address } : Refuse(options, $"--listen: `{listen}` is not an IP address");
        if (parsed.GetValue(_datapath) is { } datapath)
        {
            options = EnforcementText.TryDatapath(datapath, out var choice)
                ? options with { Datapath = choice }
                : Refuse(options, $"--datapath must be one of {EnforcementText.Datapaths}");
        }

        if (parsed.GetValue(_failsafe) is { } text)
            options = EnforcementText.Ports(text) is { } ports ? options with { FailsafeTcp = ports } : Refuse(options, $"--failsafe-tcp: `{text}` is not a list of ports");
        if (parsed.GetValue(_slots) is { } slots)
            options = EnforcementText.FlowSlots(slots) is { } room ? options with { FlowSlots = room } : Refuse(options, $"--flow-slots {EnforcementText.FlowSlotsAre}");
        options = options with
        {
            DataFolder = parsed.GetValue(_data) is { Length: > 0 } folder ? Path.GetFullPath(folder) : options.DataFolder,
            NetNs = parsed.GetValue(_netns) ?? options.NetNs,
            HostName = parsed.GetValue(_host) is { Length: > 0 } host ? host : options.HostName,
            CountRulePackets = parsed.GetValue(_countPackets) ?? options.CountRulePackets,
            FlowAges = FlowAgeNames.Read(parsed.GetValue(_ages) ?? [], options.FlowAges, faults),
            Region = parsed.GetValue(_region) is { Length: > 0 } region ? region : options.Region,
            Demo = parsed.GetValue(_demo),
            Release = parsed.GetValue(_release),
        };
        return options with
        {
            Quotas = ReadQuotas(parsed.GetValue(_quotas) ?? [], options.Quotas, faults),
            RateLimits = ReadRateLimits(parsed.GetValue(_rateLimits) ?? [], options.RateLimits, faults),
        };

        ServerOptions Refuse(ServerOptions unchanged, string fault)
        {
            faults.Add(fault);
            return unchanged;
        }
    }

    private static RateLimits ReadRateLimits(string[] texts, RateLimits limits, List<string> faults)
    {
        foreach (string text in texts)
        {
            var (action, value) = EnforcementText.Assignment(text);
            if (text == RateLimitNames.Off)
                limits = limits with { IsOn = false };
            else if (!RateLimitNames.TrySet(ref limits, action, value, out string fault))
                faults.Add($"--rate-limit {text}: {fault}");
        }

        return limits;
    }

    private static Quotas ReadQuotas(string[] limits, Quotas quotas, List<string> faults)
    {
        foreach (string limit in limits)
        {
            var (name, value) = EnforcementText.Assignment(limit);
            if (!QuotaNames.TrySet(ref quotas, name, value, out string fault))
                faults.Add($"--quota {limit}: {fault}");
        }

        return quotas;
    }
}
