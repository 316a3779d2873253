using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;

namespace Ringfence.Cli.Observing;

internal sealed class StartObservationCommand : SessionCommand
{
    private readonly Argument<string> _name = new("name") { Description = "Its name" };
    private readonly Option<FileInfo> _changes = new("--changes") { Description = "A file with the calls: a JSON array of {\"Action\", \"Version\", \"Parameters\"}", Required = true };

    public StartObservationCommand(CommandRunner runner)
        : base(runner, "start", "Begin to watch what calls would drop, without making them")
    {
        Arguments.Add(_name);
        Options.Add(_changes);
    }

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var answer = await session.CallAsync(
            ApiService.Ringfence,
            "CreateObservation",
            new JsonObject { ["ObservationName"] = parsed.GetRequiredValue(_name), ["Changes"] = await ReadAsync(parsed.GetRequiredValue(_changes), cancellationToken).ConfigureAwait(false) },
            cancellationToken).ConfigureAwait(false);
        var started = Session.Read(answer.GetProperty("Observation"), RingfenceJsonContext.Default.ObservationRecord);
        session.Printer.Done(answer, $"Watching {started.ObservationName} ({started.ObservationId}): {started.Changes.Length} calls that are not made.");
        return ExitCode.Ok;
    }

    private static async Task<JsonNode?> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            return JsonNode.Parse(await File.ReadAllTextAsync(file.FullName, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            throw CommandFailure.Usage($"{file.Name} cannot be read: {fault.Message}");
        }
    }
}
