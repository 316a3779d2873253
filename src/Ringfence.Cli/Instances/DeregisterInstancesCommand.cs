using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Completing;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Instances;

internal sealed class DeregisterInstancesCommand : ChangeCommand
{
    private readonly Argument<string[]> _instances = new("instance") { Description = "Ids or unique names", Arity = ArgumentArity.OneOrMore };

    public DeregisterInstancesCommand(CommandRunner runner)
        : base(runner, "deregister", "Take instances out of the inventory: their interfaces are no longer enforced")
    {
        Arguments.Add(_instances.Offering(runner, Inventory.OfferAsync));
    }

    /// <inheritdoc/>
    protected override async Task<PreparedChange> PrepareAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var names = await Inventory.NamesAsync(session, cancellationToken).ConfigureAwait(false);
        string[] ids = [.. parsed.GetRequiredValue(_instances).Select(text => names.Find(text).InstanceId).Distinct()];
        string all = string.Join(", ", ids.Select(names.Describe));
        var call = new ApiCall(
            ApiService.Ringfence, "DeregisterInstances", new JsonObject { ["InstanceIds"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]) });
        return PreparedChange.Of(call, answer => $"Deregistered {all} at revision {answer.GetProperty("Revision")}.") with
        {
            Question = $"Deregister {all}, so that nothing is enforced there any more?",
        };
    }
}
