using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.History;

internal sealed class RestoreCommand : SessionCommand
{
    private readonly Argument<long> _revision = new("revision") { Description = "The revision; see history" };
    private readonly PlanOptions _plan;

    public RestoreCommand(CommandRunner runner)
        : base(runner, "restore", "Make groups, rules and bindings what they were at a revision")
    {
        Arguments.Add(_revision);
        _plan = new PlanOptions(this);
    }

    /// <inheritdoc/>
    protected override Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        long revision = parsed.GetRequiredValue(_revision);
        var change = new PlannedChange(session, new ApiCall(ApiService.Ringfence, "RestoreRevision", new JsonObject { ["Revision"] = revision }))
        {
            Question = string.Create(CultureInfo.InvariantCulture, $"Restore revision {revision}?"),
            Past = string.Create(CultureInfo.InvariantCulture, $"Restored revision {revision}"),
        };
        return change.RunAsync(_plan.Choice(parsed), cancellationToken);
    }
}
