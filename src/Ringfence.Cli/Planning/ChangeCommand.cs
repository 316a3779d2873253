using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Cli.Trials;

namespace Ringfence.Cli.Planning;

/// <summary>
/// A command that changes something by one call. It only prepares the call; what comes before and after is the same for all: with <c>--preview</c> the call's effect is shown and the call not
/// made; otherwise somebody is asked, the way in of this SSH session is minded, and what was done is told. With <c>--confirm-within</c> it is undone unless it is confirmed.
/// </summary>
internal abstract class ChangeCommand : SessionCommand
{
    private readonly Option<bool> _preview = TrafficPreview.Option();
    private readonly Option<bool> _yes = Confirmation.Option();
    private readonly Option<TimeSpan?> _within = ConfirmWithin.Option();

    protected ChangeCommand(CommandRunner runner, string name, string description)
        : base(runner, name, description)
    {
        Options.Add(_preview);
        Options.Add(_yes);
        Options.Add(_within);
    }

    /// <inheritdoc/>
    protected sealed override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var change = await PrepareAsync(session, parsed, cancellationToken).ConfigureAwait(false);
        if (parsed.GetValue(_preview))
        {
            var preview = new TrafficPreview(session);
            return await (change.Previewed is { } calls ? preview.ShowAsync(calls, cancellationToken) : preview.ShowAsync(change.Call, cancellationToken)).ConfigureAwait(false);
        }

        bool agreed = parsed.GetValue(_yes);
        var within = parsed.GetValue(_within);
        if (change.Question is { } question)
            await session.Confirmation.RequireAsync(agreed, question, cancellationToken).ConfigureAwait(false);
        if (change.Touches is { } touches)
            await session.SshGuard.RequireAsync(agreed, within is not null, touches, cancellationToken).ConfigureAwait(false);
        await session.SshGuard.RequireForAsync(agreed, within is not null, change.Addresses, cancellationToken).ConfigureAwait(false);
        var made = await MadeChange.MakeAsync(session, change.Call, within, cancellationToken).ConfigureAwait(false);
        var past = await change.Past(made.Answer, cancellationToken).ConfigureAwait(false);
        session.Printer.Result(JsonObject.Create(made.Raw)!, people =>
        {
            foreach (string line in past)
                people.Line(line);
        });
        made.Remind(session);
        return ExitCode.Ok;
    }

    /// <summary>Finds out what is to be called, and changes nothing.</summary>
    /// <exception cref="CommandFailure">The arguments are wrong, or name what is not there.</exception>
    protected abstract Task<PreparedChange> PrepareAsync(Session session, ParseResult parsed, CancellationToken cancellationToken);
}
