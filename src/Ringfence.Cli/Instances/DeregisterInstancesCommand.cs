using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Completing;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Instances;

internal sealed class DeregisterInstancesCommand : SessionCommand
{
    private readonly Argument<string[]> _instances = new("instance") { Description = "Ids or unique names", Arity = ArgumentArity.OneOrMore };
    private readonly Option<bool> _yes = Confirmation.Option();

    public DeregisterInstancesCommand(CommandRunner runner)
        : base(runner, "deregister", "Take instances out of the inventory: their interfaces are no longer enforced")
    {
        Arguments.Add(_instances.Offering(runner, Inventory.OfferAsync));
        Options.Add(_yes);
    }

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var names = await Inventory.NamesAsync(session, cancellationToken).ConfigureAwait(false);
        string[] ids = [.. parsed.GetRequiredValue(_instances).Select(text => names.Find(text).InstanceId).Distinct()];
        string all = string.Join(", ", ids.Select(names.Describe));
        await session.Confirmation.RequireAsync(
            parsed.GetValue(_yes), $"Deregister {all}, so that nothing is enforced there any more?", cancellationToken).ConfigureAwait(false);
        var answer = await session.CallAsync(
            ApiService.Ringfence,
            "DeregisterInstances",
            new JsonObject { ["InstanceIds"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]) },
            cancellationToken).ConfigureAwait(false);
        session.Printer.Done(answer, $"Deregistered {all} at revision {answer.GetProperty("Revision")}.");
        return ExitCode.Ok;
    }
}
