using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Trials;

/// <summary>Ends the wait of a change that was made with <c>--confirm-within</c>.</summary>
internal sealed class EndChangeCommand : SessionCommand
{
    private readonly Argument<long?> _revision = new("revision") { Description = "Only if it is this one that waits", Arity = ArgumentArity.ZeroOrOne };
    private readonly string _action;
    private readonly string _past;

    private EndChangeCommand(CommandRunner runner, string name, string description, string action, string past)
        : base(runner, name, description)
    {
        _action = action;
        _past = past;
        Arguments.Add(_revision);
    }

    /// <summary><c>ringfence confirm</c>.</summary>
    public static EndChangeCommand Confirm(CommandRunner runner) =>
        new(runner, "confirm", "Make the change stay that waits for its confirmation", "ConfirmChange", "stays");

    /// <summary><c>ringfence revert</c>.</summary>
    public static EndChangeCommand Revert(CommandRunner runner) =>
        new(runner, "revert", "Undo the change at once that waits for its confirmation", "RevertChange", "is undone");

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var parameters = new JsonObject();
        if (parsed.GetValue(_revision) is { } revision)
            parameters["Revision"] = revision;
        var answer = await session.CallAsync(ApiService.Ringfence, _action, parameters, cancellationToken).ConfigureAwait(false);
        string late = answer.GetProperty("Enforced").GetBoolean() ? "" : " Not every host enforces that yet.";
        session.Printer.Done(answer, $"Revision {answer.GetProperty("EndedRevision")} {_past}, as revision {answer.GetProperty("Revision")} says.{late}");
        return ExitCode.Ok;
    }
}
