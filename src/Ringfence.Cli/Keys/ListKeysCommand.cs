using System.CommandLine;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;

namespace Ringfence.Cli.Keys;

internal sealed class ListKeysCommand(CommandRunner runner) : SessionCommand(runner, "list", "List the account's key pairs")
{
    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var keys = await session.ListAsync(
            ApiService.Ringfence, "DescribeAccessKeys", [], "AccessKeySet", RingfenceJsonContext.Default.AccessKey, cancellationToken).ConfigureAwait(false);
        session.Printer.Result(keys.ToJson(), people => people.Table(
            ["SECRET ID", "ROLE", "STATUS", "CREATED", "BY", "DESCRIPTION"],
            keys.Items.Select(key => (string[])[key.SecretId, key.Role, key.Status, key.CreatedTime, key.CreatedBy, key.Description])));
        return ExitCode.Ok;
    }
}
