using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Keys;

internal sealed class DeleteKeyCommand : SessionCommand
{
    private readonly Argument<string> _secretId = KeysCommand.SecretId();
    private readonly Option<bool> _yes = Confirmation.Option();

    public DeleteKeyCommand(CommandRunner runner)
        : base(runner, "delete", "Delete a key pair for good")
    {
        Arguments.Add(_secretId);
        Options.Add(_yes);
    }

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        string id = parsed.GetRequiredValue(_secretId);
        await session.Confirmation.RequireAsync(parsed.GetValue(_yes), $"Delete the key pair {id} for good?", cancellationToken).ConfigureAwait(false);
        var answer = await session.CallAsync(
            ApiService.Ringfence, "DeleteAccessKey", new JsonObject { ["SecretId"] = id }, cancellationToken).ConfigureAwait(false);
        session.Printer.Done(answer, $"Deleted {id}.");
        return ExitCode.Ok;
    }
}
