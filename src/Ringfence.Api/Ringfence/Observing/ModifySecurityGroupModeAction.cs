using System.Text.Json.Nodes;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence.Observing;
using Ringfence.Control.Observing;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Ringfence.Observing;

/// <summary>Puts a group in observe mode, where its rules decide nothing and are watched, or enforces it.</summary>
internal sealed class ModifySecurityGroupModeAction(ActionServices services) : ProductAction(Product.Ringfence, ActionName, services)
{
    private const string ActionName = "ModifySecurityGroupMode";

    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string groupId = parameters.RequiredId("SecurityGroupId", IdKind.SecurityGroup, Product);
        string text = parameters.RequiredString("Mode");
        var mode = GroupModes.Parse(text.Trim().ToUpperInvariant());
        if (mode is null && parameters.Raw("Mode") is not null)
            parameters.Fault("InvalidParameterValue", $"`Mode` is {ParameterReaderExtensions.Quote(text)}; it can be {GroupMode.Enforce.Text} or {GroupMode.Observe.Text}.");
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        var enforcing = new ObservedCall(ActionName, Product.Version, new JsonObject { ["SecurityGroupId"] = groupId, ["Mode"] = GroupMode.Enforce.Text }.ToJsonString());
        return CommitAsync(
            new ModifySecurityGroupMode(groupId, mode!.Value, enforcing, context.Origin.SecretId),
            context,
            outcome => new ModifySecurityGroupModeResponse(outcome.Revision)
            {
                Observation = outcome.Value is { } observation ? ObservationShape.ToWire(observation, Services.Options.Observations(observation.Id)) : null,
            },
            cancellationToken);
    }
}
