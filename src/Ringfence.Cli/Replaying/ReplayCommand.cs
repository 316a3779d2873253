using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Captures;
using Ringfence.Cli.Analysis;
using Ringfence.Cli.Files;
using Ringfence.Cli.Running;
using Ringfence.Policy.Analysis.Replay;

namespace Ringfence.Cli.Replaying;

/// <summary>Judges a capture or a flow log, here, by the server's policy.</summary>
internal sealed class ReplayCommand : SessionCommand
{
    private readonly CommandRunner _runner;
    private readonly Argument<string> _file = new("file") { Description = "A capture (pcap, pcapng), a flow log (JSON lines, or the text of Tencent Cloud or AWS), or what flows -o json printed; compressed with gzip or not; - for standard input" };
    private readonly Option<long?> _revision = RevisionOption.Create();
    private readonly Option<long?> _against = new("--against") { Description = "Show what this revision would treat differently" };
    private readonly Option<string?> _changes = ProposedCalls.Option("Show what changes would treat differently");
    private readonly Option<string?> _network = new("--network") { Description = "The network (VpcId) that the addresses are of" };
    private readonly Option<string?> _fields = new("--fields") { Description = "Names of a flow log's fields in their order, where no line of the file tells them" };
    private readonly Option<int> _flows = new("--flows")
    {
        Description = "How many flows are kept apart at a time",
        DefaultValueFactory = static _ => ReplaySession.UsualFlows,
    };

    public ReplayCommand(CommandRunner runner)
        : base(runner, "replay", "Judge a capture or a flow log: what would be dropped, or what another policy would treat differently")
    {
        _runner = runner;
        Arguments.Add(_file);
        foreach (var option in (Option[])[_revision, _against, _changes, _network, _fields, _flows])
            Options.Add(option);
        _flows.Bound(1024, 1 << 26, "--flows is 1024 to 67108864.");
        Validators.Add(result =>
        {
            if (result.GetResult(_against) is not null && result.GetValue(_changes) is not null)
                result.AddError("--against and --changes exclude each other.");
        });
    }

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var reader = Open(parsed, out long? length);
        var parameters = new JsonObject();
        if (parsed.GetValue(_network) is { } network)
            parameters["VpcId"] = network;
        var present = parameters.DeepClone().AsObject();
        _revision.Write(parsed, present);
        var policy = await ExportedPolicy.ReadAsync(session, present, cancellationToken).ConfigureAwait(false);
        var other = await OtherAsync(session, parsed, parameters, cancellationToken).ConfigureAwait(false);

        var replay = new ReplaySession(policy.Policy, other?.Policy, parsed.GetValue(_flows));
        try
        {
            Run(reader, replay, new ReplayProgress(_runner.Surroundings, length), cancellationToken);
        }
        catch (IOException fault)
        {
            throw CommandFailure.Usage($"{parsed.GetRequiredValue(_file)} cannot be read: {fault.Message}");
        }

        var names = await EndNames.ReadAsync(session, cancellationToken).ConfigureAwait(false);
        var output = new ReplayOutput(replay.Report(), reader, policy, other, names);
        session.Printer.Result(output.ToJson(), output.Print);
        return ExitCode.Ok;
    }

    private async Task<ExportedPolicy?> OtherAsync(Session session, ParseResult parsed, JsonObject parameters, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_against) is { } revision)
            parameters["Revision"] = revision;
        await _changes.WriteAsync(parsed, _runner.Surroundings, parameters, cancellationToken).ConfigureAwait(false);
        return parameters.ContainsKey("Revision") || parameters.ContainsKey("Changes")
            ? await ExportedPolicy.ReadAsync(session, parameters, cancellationToken).ConfigureAwait(false)
            : null;
    }

    private static void Run(TraceReader reader, ReplaySession replay, ReplayProgress progress, CancellationToken cancellationToken)
    {
        const int stride = 1 << 14;
        for (int i = 1; reader.TryRead(out var packet); i++)
        {
            replay.Add(packet);
            if (i % stride != 0)
                continue;
            cancellationToken.ThrowIfCancellationRequested();
            progress.Tell(reader.BytesRead, replay.Packets);
        }

        progress.End();
    }

    private TraceReader Open(ParseResult parsed, out long? length)
    {
        string file = parsed.GetRequiredValue(_file);
        string full = Path.Combine(_runner.Surroundings.CurrentFolder, file);
        string[]? fields = parsed.GetValue(_fields)?.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        try
        {
            var stream = file == "-" ? Console.OpenStandardInput() : new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1);
            length = stream.CanSeek ? stream.Length : null;
            return TraceFile.Open(stream, fields);
        }
        catch (InvalidDataException fault)
        {
            throw CommandFailure.Usage($"{file}: {fault.Message}");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw CommandFailure.Usage($"{file} cannot be read: {FileTrouble.Why(full, fault)}");
        }
    }
}
