using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Planning;

/// <summary>
/// A command that changes something by one call. It only prepares the call; what comes before and after is the same for all: with <c>--preview</c> the call's effect is shown and the call not
/// made; otherwise somebody is asked, the way in of this SSH session is minded, and what was done is told.
/// </summary>
internal abstract class ChangeCommand : SessionCommand
{
    private readonly Option<bool> _preview = TrafficPreview.Option();
    private readonly Option<bool> _yes = Confirmation.Option();

    protected ChangeCommand(CommandRunner runner, string name, string description)
        : base(runner, name, description)
    {
        Options.Add(_preview);
        Options.Add(_yes);
    }

    /// <inheritdoc/>
    protected sealed override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var change = await PrepareAsync(session, parsed, cancellationToken).ConfigureAwait(false);
        if (parsed.GetValue(_preview))
            return await new TrafficPreview(session).ShowAsync(change.Call, cancellationToken).ConfigureAwait(false);

        bool agreed = parsed.GetValue(_yes);
        if (change.Question is { } question)
            await session.Confirmation.RequireAsync(agreed, question, cancellationToken).ConfigureAwait(false);
        if (change.Touches is { } touches)
            await session.SshGuard.RequireAsync(agreed, touches, cancellationToken).ConfigureAwait(false);
        var answer = await session.CallAsync(change.Call.Service, change.Call.Action, change.Call.Parameters, cancellationToken).ConfigureAwait(false);
        var past = await change.Past(answer, cancellationToken).ConfigureAwait(false);
        session.Printer.Result(JsonObject.Create(answer)!, people =>
        {
            foreach (string line in past)
                people.Line(line);
        });
        return ExitCode.Ok;
    }

    /// <summary>Finds out what is to be called, and changes nothing.</summary>
    /// <exception cref="CommandFailure">The arguments are wrong, or name what is not there.</exception>
    protected abstract Task<PreparedChange> PrepareAsync(Session session, ParseResult parsed, CancellationToken cancellationToken);
}
