using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Keys;

/// <summary><c>keys enable</c> and <c>keys disable</c>.</summary>
internal sealed class SetKeyStatusCommand : SessionCommand
{
    private readonly Argument<string> _secretId = KeysCommand.SecretId();
    private readonly string _status;

    private SetKeyStatusCommand(CommandRunner runner, string name, string description, string status)
        : base(runner, name, description)
    {
        _status = status;
        Arguments.Add(_secretId);
    }

    /// <summary>Lets a pair sign again.</summary>
    public static SetKeyStatusCommand Enable(CommandRunner runner) => new(runner, "enable", "Let a pair sign requests again", "Active");

    /// <summary>Lets it sign nothing.</summary>
    public static SetKeyStatusCommand Disable(CommandRunner runner) => new(runner, "disable", "Let a pair sign nothing until it is enabled", "Inactive");

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        string id = parsed.GetRequiredValue(_secretId);
        var answer = await session.CallAsync(
            ApiService.Ringfence, "UpdateAccessKey", new JsonObject { ["SecretId"] = id, ["Status"] = _status }, cancellationToken).ConfigureAwait(false);
        session.Printer.Done(answer, $"{id} is {_status.ToLowerInvariant()}.");
        return ExitCode.Ok;
    }
}
