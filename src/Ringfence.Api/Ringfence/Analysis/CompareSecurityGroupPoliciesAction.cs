using System.Collections.Immutable;
using System.Text.Json;
using Ringfence.Api.Access;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence.Analysis;
using Ringfence.Control.Analysis;
using Ringfence.Control.Worlds;
using Ringfence.Control.Writing;

namespace Ringfence.Api.Ringfence.Analysis;

/// <summary>
/// Says what a change opens and cuts: between two revisions, or what proposed calls would do if they were made now, in their order. Proposed calls are decided by the same code as real ones, and
/// refused as they would be.
/// </summary>
internal sealed class CompareSecurityGroupPoliciesAction(ActionServices services) : AnalysisAction("CompareSecurityGroupPolicies", services)
{
    private const int MostChanges = 100;

    /// <inheritdoc/>
    public override async ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        long? fromRevision = parameters.Integer("FromRevision"), toRevision = parameters.Integer("ToRevision");
        var changes = parameters.Objects("Changes", ProposedChange.Read);
        if (changes is null && fromRevision is null)
            parameters.Missing("Changes");
        if (changes is not null && (fromRevision ?? toRevision) is not null)
            parameters.Fault("InvalidParameter.Coexist", "`Changes` and revisions cannot be given together.");
        if (changes is { Length: 0 or > MostChanges })
            parameters.Fault("InvalidParameterValue.LimitExceeded", $"`Changes` holds {changes.Value.Length} calls; 1 to {MostChanges} can be compared.");
        if (!parameters.TryFinish(out var error))
            return ActionResult.Fail(error);

        var (before, absent) = await WorldAtAsync(fromRevision, cancellationToken);
        if (before is null)
            return absent;
        var (after, fault) = changes is { } proposed
            ? await ProposeAsync(before, proposed, context, cancellationToken)
            : await WorldAtAsync(toRevision, cancellationToken);
        return after is null ? fault : Compare(before, after, context.Scope, changes is not null);
    }

    private static ActionResult Compare(World before, World after, Scope scope, bool isProposed)
    {
        var effects = WorldComparison.Of(before, after, scope, out var exceeded);
        if (exceeded is not null)
            return TooLarge(exceeded);
        return ActionResult.Ok(new CompareSecurityGroupPoliciesResponse
        {
            NoEffect = effects.IsEmpty,
            EffectSet =
            [
                .. effects.Select(effect => new EffectRecord(
                    AnalysisShape.ToWire(effect.Direction), [.. effect.InterfaceIds.Take(AnalysisShape.MostListed)], effect.InterfaceIds.Length,
                    AnalysisShape.ToRows(effect.Effect.Opened), AnalysisShape.ToRows(effect.Effect.Cut))),
            ],
            InterfaceCount = effects.SelectMany(effect => effect.InterfaceIds).Distinct(StringComparer.Ordinal).Count(),
            FromRevision = before.Revision,
            ToRevision = isProposed ? -1 : after.Revision,
            Limits = AnalysisShape.Limits,
        });
    }

    private async ValueTask<(World? World, ActionResult Fault)> ProposeAsync(World world, ImmutableArray<ProposedChange> changes, RequestContext context, CancellationToken cancellationToken)
    {
        var tentative = new TentativeControlPlane(world, new ControlPlaneOptions { Quotas = Services.Options.QuotasOf, Clock = Services.Options.TimeProvider });
        var actions = ActionCatalog.Create(Services with { Control = tentative });
        for (int i = 0; i < changes.Length; i++)
        {
            var change = changes[i];
            var action = actions.FirstOrDefault(one => one.Name == change.Action && one.Version == change.Version);
            if (action is not { Access: ActionAccess.Change })
                return (null, ActionResult.Fail("InvalidParameterValue", $"Changes.{i}.Action: {ParameterReaderExtensions.Quote(change.Action)} is no action that changes policies."));
            using var document = JsonDocument.Parse(change.Parameters);
            var result = await action.ExecuteAsync(new ParameterReader(document.RootElement), context, cancellationToken);
            if (result.Error is { } refused)
                return (null, ActionResult.Fail(refused.Code, $"Changes.{i}: {refused.Message}"));
        }

        return (tentative.World, default);
    }

    /// <summary>A call that is not made.</summary>
    private sealed record ProposedChange(string Action, string Version, string Parameters)
    {
        public static ProposedChange Read(ParameterReader reader) => new(reader.RequiredString("Action"), reader.String("Version") ?? Product.Vpc.Version, reader.Raw("Parameters")?.GetRawText() ?? "{}");
    }
}
