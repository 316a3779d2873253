using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;

namespace Ringfence.Cli.Guards;

internal sealed class CreateGuardCommand : SessionCommand
{
    private const string Words = "outside, all, tag=KEY:VALUE, an address, block or range, or a group, address template or instance by id or unique name; may be repeated";

    private readonly Argument<string> _name = new("name") { Description = "Its name" };
    private readonly Option<string[]> _from = new("--from") { Description = $"Who may not reach: {Words}", Required = true };
    private readonly Option<string[]> _except = new("--except") { Description = "Who may all the same, likewise" };
    private readonly Option<string[]> _to = new("--to") { Description = "Who may not be reached: all, tag=KEY:VALUE, or a group or instance; may be repeated", Required = true };
    private readonly Option<string[]> _services = new("--service") { Description = "On what: tcp:22, tcp:80,443, icmp, ALL; may be repeated", Required = true };
    private readonly Option<string?> _description = new("--description") { Description = "What it is for" };
    private readonly Option<bool> _record = new("--record-violated") { Description = "Declare it also when it is broken already" };

    public CreateGuardCommand(CommandRunner runner)
        : base(runner, "create", "Declare a guard")
    {
        Arguments.Add(_name);
        foreach (var option in (Option[])[_from, _except, _to, _services, _description, _record])
            Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var names = new GuardEndNames(session);
        var guard = new JsonObject
        {
            ["GuardName"] = parsed.GetRequiredValue(_name),
            ["Description"] = parsed.GetValue(_description) ?? "",
            ["From"] = await names.ReadAsync(parsed.GetRequiredValue(_from), cancellationToken).ConfigureAwait(false),
            ["To"] = await names.ReadAsync(parsed.GetRequiredValue(_to), cancellationToken).ConfigureAwait(false),
            ["Services"] = new JsonArray([.. parsed.GetRequiredValue(_services).Select(service => (JsonNode)service)]),
        };
        if (parsed.GetValue(_except) is { Length: > 0 } except)
            guard["Except"] = await names.ReadAsync(except, cancellationToken).ConfigureAwait(false);
        var answer = await session.CallAsync(
            ApiService.Ringfence, "CreateGuards", new JsonObject { ["Guards"] = new JsonArray(guard), ["RecordViolated"] = parsed.GetValue(_record) }, cancellationToken).ConfigureAwait(false);
        var declared = Session.Read(answer.GetProperty("GuardSet")[0], RingfenceJsonContext.Default.GuardRecord);
        session.Printer.Done(answer, declared.Witness is { } witness
            ? $"Declared {declared.GuardName} ({declared.GuardId}) as violated: {witness.Text}."
            : $"Declared {declared.GuardName} ({declared.GuardId}): {declared.Sentence}.");
        return ExitCode.Ok;
    }
}
