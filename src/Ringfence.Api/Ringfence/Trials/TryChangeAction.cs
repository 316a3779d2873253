using System.Text.Json;
using Ringfence.Api.Access;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;
using Ringfence.Contracts.Ringfence;
using Ringfence.Control.Trials;

namespace Ringfence.Api.Ringfence.Trials;

/// <summary>
/// Does what another action does, and has it undone unless ConfirmChange comes in time: by the server as a revision, and by each host on its own clock, whether or not the server is there.
/// </summary>
internal sealed class TryChangeAction(ActionServices services) : ProductAction(Product.Ringfence, "TryChange", services)
{
    private const int LongestSeconds = 3600;
    private const int UsualSeconds = 60;

    /// <inheritdoc/>
    public override async ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string name = parameters.RequiredString("Action");
        string version = parameters.String("Version") ?? Product.Vpc.Version;
        var call = parameters.Raw("Parameters");
        int seconds = parameters.Number("ConfirmWithin", 1, LongestSeconds, UsualSeconds);
        if (!parameters.TryFinish(out var error))
            return ActionResult.Fail(error);

        var plane = new TrialControlPlane(Services.Control, TimeSpan.FromSeconds(seconds));
        var action = ActionCatalog.Create(Services with { Control = plane }).FirstOrDefault(one => one.Name == name && one.Version == version);
        if (action is not { Access: ActionAccess.Change } || action.Name == Name)
            return ActionResult.Fail("InvalidParameterValue", $"Action: {ParameterReaderExtensions.Quote(name)} of {ParameterReaderExtensions.Quote(version)} is no action that changes policies.");
        if (context.Limits.Take(context.Scope, action) is { } tooMany)
            return ActionResult.Fail(tooMany);

        using var document = JsonDocument.Parse(call?.GetRawText() ?? "{}");
        var result = await action.ExecuteAsync(new ParameterReader(document.RootElement), context with { Origin = context.Origin with { Action = name } }, cancellationToken);
        if (result.Error is { } refused)
            return ActionResult.Fail(refused);
        long revision = plane.LastRevision ?? World.Revision;
        var pending = World.TryGetTrial(context.Scope.Account, out var trial) && trial.Revision == revision ? PendingChangeShape.ToWire(trial) : null;
        return ActionResult.Ok(new TryChangeResponse(result.Response ?? EmptyResponse.Instance, revision, pending)) with
        {
            Note = $"{name}, to be confirmed within {seconds} s. {result.Note}".TrimEnd(),
            Overridden = result.Overridden,
        };
    }
}
