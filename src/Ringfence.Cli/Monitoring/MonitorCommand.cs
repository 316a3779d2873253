using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Ringfence.Cli.Output;
using Ringfence.Cli.Running;
using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Monitoring;
using Ringfence.Policy.Rules;

namespace Ringfence.Cli.Monitoring;

/// <summary>Shows packets that are dropped, and that open a flow, as it happens. On the host, as root; needs a server only to be told an interface's device.</summary>
internal sealed class MonitorCommand : Command
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);

    private readonly Option<string?> _namespace = new("--netns") { Description = "The network namespace to watch, as ip netns names it; left out: this one" };
    private readonly Option<bool> _drops = new("--drops") { Description = "Only packets that are dropped" };
    private readonly Option<bool> _flows = new("--flows") { Description = "Only packets that open a flow" };
    private readonly Option<string?> _device = new("--device") { Description = "Only at this device" };
    private readonly Option<string?> _interface = new("--interface") { Description = "Only at this interface's device, by id; asks the server which one that is" };
    private readonly Option<int?> _oneIn = new("--one-in") { Description = "Only one packet in so many, by chance; a power of two up to 65536" };
    private readonly Option<int?> _count = new("--count") { Description = "End after so many" };

    public MonitorCommand(CommandRunner runner)
        : base("monitor", "Watch packets that are dropped, and that open a flow, where the ebpf driver enforces; as root")
    {
        foreach (var option in (Option[])[_namespace, _drops, _flows, _device, _interface, _oneIn, _count])
            Options.Add(option);
        Validators.Add(result =>
        {
            if (result.GetResult(_device) is not null && result.GetResult(_interface) is not null)
                result.AddError("--device and --interface do not go together.");
        });
        SetAction((parsed, cancellationToken) => parsed.GetValue(_interface) is { } id
            ? runner.RunAsync(
                parsed,
                async (session, token) =>
                {
                    string device = await InterfaceDevice.FindAsync(session, id, token).ConfigureAwait(false);
                    return await WatchAsync(session.Printer, parsed, device, runner.Surroundings.Clock, token).ConfigureAwait(false);
                },
                cancellationToken)
            : runner.RunLocallyAsync(
                parsed, (printer, token) => WatchAsync(printer, parsed, parsed.GetValue(_device), runner.Surroundings.Clock, token), cancellationToken));
    }

    private async Task<ExitCode> WatchAsync(Printer printer, ParseResult parsed, string? device, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (drops, flows) = (parsed.GetValue(_drops), parsed.GetValue(_flows));
        int left = parsed.GetValue(_count) ?? int.MaxValue;
        if (left < 1)
            throw CommandFailure.Usage("--count is at least 1.");
        int oneIn = parsed.GetValue(_oneIn) ?? 1;
        if (oneIn is < 1 or > 65_536 || !int.IsPow2(oneIn))
            throw CommandFailure.Usage("--one-in is a power of two, up to 65536.");
        if (!Environment.IsPrivilegedProcess)
            throw CommandFailure.Usage("Watching packets needs root.");
        try
        {
            using var monitor = PacketMonitor.Open(parsed.GetValue(_namespace), drops || !flows, flows || !drops, device, (uint)oneIn, clock);
            printer.Note("Watching. End with Ctrl-C.");
            while (true)
            {
                foreach (var (at, sample) in await monitor.ReadAsync().ConfigureAwait(false))
                {
                    if (device is not null && sample.Device != device)
                        continue;
                    printer.Item(Json(at, sample), Line(at, sample));
                    if (--left == 0)
                        return ExitCode.Ok;
                }

                await Task.Delay(Every, clock, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception refused) when (refused is IOException or ArgumentException or DllNotFoundException)
        {
            throw new CommandFailure(ExitCode.Refused, null, refused.Message);
        }
    }

    private static string Line(DateTimeOffset at, PacketSample sample)
    {
        var (from, to) = Ends(sample);
        string way = sample.Direction == Direction.Ingress ? "in" : "out";
        string what = sample.Reason == EbpfReason.Pass ? "opened" : "dropped";
        string why = (sample.Rule, sample.Reason) switch
        {
            ({ Value: 0 }, _) => "every group observed",
            ({ } rule, _) => $"RuleId {rule.Value}",
            (_, EbpfReason.Pass) => "no rule",
            _ => sample.Reason.ToString(),
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{at.UtcDateTime:HH:mm:ss.fff}  {sample.Device ?? "?",-15}  {way,-3}  {what,-7}  {sample.Protocol} {from} > {to}  {why}, {sample.Length} bytes, {(sample.Revision is { } revision ? $"revision {revision}" : "revision not known")}");
    }

    private static (string From, string To) Ends(PacketSample sample)
    {
        string local = End(sample.Local?.ToString(), sample.LocalPort), remote = End(sample.Remote?.ToString(), sample.RemotePort);
        return sample.Direction == Direction.Ingress ? (remote, local) : (local, remote);
    }

    private static string End(string? address, ushort port) =>
        address is null ? "?" : port == 0 ? address : string.Create(CultureInfo.InvariantCulture, $"{(address.Contains(':') ? $"[{address}]" : address)}:{port}");

    private static JsonObject Json(DateTimeOffset at, PacketSample sample) => new()
    {
        ["Time"] = at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        ["Device"] = sample.Device,
        ["Direction"] = sample.Direction.ToString(),
        ["Action"] = sample.Reason == EbpfReason.Pass ? "ACCEPT" : "DROP",
        ["Reason"] = sample.Reason == EbpfReason.Pass ? null : sample.Reason.ToString(),
        ["RuleId"] = sample.Rule?.Value,
        ["Protocol"] = sample.Protocol.ToString(),
        ["LocalAddress"] = sample.Local?.ToString(),
        ["LocalPort"] = sample.LocalPort,
        ["RemoteAddress"] = sample.Remote?.ToString(),
        ["RemotePort"] = sample.RemotePort,
        ["Bytes"] = sample.Length,
        ["Revision"] = sample.Revision,
    };
}
