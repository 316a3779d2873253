using System.CommandLine;
using Ringfence.Agent.Options;
using Ringfence.Datapath;
using Ringfence.Datapath.Ebpf;

namespace Ringfence.Agent.Host;

/// <summary>The command line.</summary>
internal sealed class AgentCommand
{
    private const string DataVariable = "RINGFENCE_DATA";

    private readonly Option<string?> _data = new("--data") { Description = $"The server's data folder [default: ${DataVariable}, else ./.data]" };
    private readonly Option<string?> _netns = new("--netns") { Description = "Enforce inside this network namespace (a name of `ip netns`)" };
    private readonly Option<string?> _datapath = new("--datapath") { Description = "What enforces: nftables, ebpf, ebpf-clsact or auto [default: auto, as for the server]" };
    private readonly Option<string?> _failsafe = new("--failsafe-tcp") { Description = "Inbound TCP ports never closed on this machine's own interfaces (role host), comma-separated [default: 22]" };
    private readonly Option<string?> _essentials = new("--link-essentials") { Description = $"What passes without a rule, comma-separated [default: all of {EnforcementText.Essentials}]" };
    private readonly Option<bool> _countPackets = new("--count-rule-packets") { Description = "Count packets and bytes by rule too (ebpf only)" };
    private readonly Option<string[]> _ages = new("--flow-age") { Description = $"Seconds without a packet after which a flow is over, State=N; may be repeated (ebpf only). States: {FlowAgeNames.All}" };
    private readonly Option<int?> _slots = new("--flow-slots") { Description = "Room of the flow table, a power of two (ebpf only) [default: 262144]" };
    private readonly Option<bool> _once = new("--once") { Description = "Enforce and exit; the kernel goes on enforcing" };
    private readonly Option<bool> _standby = new("--standby") { Description = "Wait until nobody else enforces here, and again after a server has taken over" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Tell what enforcing would change in the kernel, and change nothing" };
    private readonly RootCommand _root;

    public AgentCommand() => _root = new RootCommand("Enforces on this host what was enforced last, until a Ringfence server takes over.")
    {
        _data, _netns, _datapath, _failsafe, _essentials, _countPackets, _ages, _slots, _once, _standby, _dryRun,
    };

    public Task<int> RunAsync(string[] arguments, Func<AgentSettings, CancellationToken, Task<int>> run, Action<string> complain)
    {
        _root.SetAction((parsed, cancellation) =>
        {
            var faults = new List<string>();
            var settings = Read(parsed, faults);
            if (faults.Count == 0)
                return run(settings, cancellation);
            faults.ForEach(complain);
            return Task.FromResult(AgentProgram.CannotStart);
        });
        return _root.Parse(arguments).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private AgentSettings Read(ParseResult parsed, List<string> faults)
    {
        string? folder = parsed.GetValue(_data) is { Length: > 0 } given ? given : Environment.GetEnvironmentVariable(DataVariable);
        var settings = new AgentSettings
        {
            DataFolder = Path.GetFullPath(string.IsNullOrEmpty(folder) ? ".data" : folder),
            NetNs = parsed.GetValue(_netns),
            Once = parsed.GetValue(_once),
            Standby = parsed.GetValue(_standby),
            DryRun = parsed.GetValue(_dryRun),
            Enforcement = new EnforcementOptions
            {
                CountRulePackets = parsed.GetValue(_countPackets),
                FlowAges = FlowAgeNames.Read(parsed.GetValue(_ages) ?? [], FlowAges.Default, faults),
                FlowSlots = EnforcementText.FlowSlots(parsed.GetValue(_slots)),
            },
        };
        if (parsed.GetValue(_slots) is not null && settings.Enforcement.FlowSlots is null)
            faults.Add($"--flow-slots {EnforcementText.FlowSlotsAre}");
        if (settings is { Once: true, Standby: true })
            faults.Add("--once and --standby exclude each other");
        if (parsed.GetValue(_datapath) is { } datapath)
        {
            if (EnforcementText.TryDatapath(datapath, out var choice) && choice != DatapathChoice.None)
                settings = settings with { Datapath = choice };
            else
                faults.Add("--datapath must be nftables, ebpf, ebpf-clsact or auto");
        }

        if (parsed.GetValue(_failsafe) is { } text)
        {
            if (EnforcementText.Ports(text) is { } ports)
                settings = settings with { Enforcement = settings.Enforcement with { FailsafeTcpPorts = [.. ports.Select(port => (ushort)port)] } };
            else
                faults.Add($"--failsafe-tcp: `{text}` is not a list of ports");
        }

        if (parsed.GetValue(_essentials) is { } names)
        {
            if (EnforcementText.TryEssentials(names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), out var essentials))
                settings = settings with { Enforcement = settings.Enforcement with { Essentials = essentials } };
            else
                faults.Add($"--link-essentials: names are {EnforcementText.Essentials}");
        }

        return settings;
    }
}
