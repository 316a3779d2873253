using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence.Analysis;
using Ringfence.Control.Analysis;

namespace Ringfence.Api.Ringfence.Analysis;

/// <summary>
/// Says what a change opens and cuts: between two revisions, or what proposed calls would do if they were made now. Where it begins with the present world, the conversations that it would cut too.
/// </summary>
internal sealed class CompareSecurityGroupPoliciesAction(ActionServices services) : AnalysisAction("CompareSecurityGroupPolicies", services)
{
    /// <inheritdoc/>
    public override async ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        long? fromRevision = parameters.Integer("FromRevision"), toRevision = parameters.Integer("ToRevision");
        bool isProposed = parameters.Raw(ProposedChanges.Name) is not null;
        if (!isProposed && fromRevision is null)
            parameters.Missing(ProposedChanges.Name);
        if (isProposed && (fromRevision ?? toRevision) is not null)
            parameters.Fault("InvalidParameter.Coexist", $"`{ProposedChanges.Name}` and revisions cannot be given together.");
        var changes = ProposedChanges.Read(parameters);
        if (!parameters.TryFinish(out var error))
            return ActionResult.Fail(error);

        var present = World;
        var (before, absent) = await WorldAtAsync(present, fromRevision, cancellationToken);
        if (before is null)
            return absent;
        var (after, fault) = changes is not null
            ? await changes.ApplyAsync(before, Services, context, cancellationToken)
            : await WorldAtAsync(present, toRevision, cancellationToken);
        if (after is null)
            return fault;
        var effects = WorldComparison.Of(before, after, context.Scope, out var exceeded);
        if (exceeded is not null)
            return TooLarge(exceeded);
        var flows = before == present ? await CutFlowReader.ReadAsync(Services.Options.Flows, before, effects, cancellationToken) : null;
        return ActionResult.Ok(ToWire(effects, flows, before.Revision, changes is null ? after.Revision : -1));
    }

    private static CompareSecurityGroupPoliciesResponse ToWire(WorldEffects effects, CutFlows? flows, long from, long to) => new()
    {
        NoEffect = effects.HasNoEffect,
        EffectSet =
        [
            .. effects.Effects.Select(effect => new EffectRecord(
                AnalysisShape.ToWire(effect.Direction), [.. effect.InterfaceIds.Take(AnalysisShape.MostListed)], effect.InterfaceIds.Length,
                AnalysisShape.ToRows(effect.Effect.Opened), AnalysisShape.ToRows(effect.Effect.Cut))),
        ],
        AlteredInterfaceSet = [.. effects.Altered.Take(AnalysisShape.MostListed).Select(ToWire)],
        AlteredInterfaceCount = effects.Altered.Length,
        EnteringInterfaceIds = [.. effects.Entering.Take(AnalysisShape.MostListed)],
        EnteringInterfaceCount = effects.Entering.Length,
        LeavingInterfaceIds = [.. effects.Leaving.Take(AnalysisShape.MostListed)],
        LeavingInterfaceCount = effects.Leaving.Length,
        LiveFlows = flows,
        InterfaceCount = effects.InterfaceCount,
        FromRevision = from,
        ToRevision = to,
        Limits = AnalysisShape.Limits,
    };

    private static AlteredInterface ToWire(InterfaceAlteration one) => new(
        one.After.Id, [.. Enum.GetValues<AlteredParts>().Where(part => part != AlteredParts.None && one.Parts.HasFlag(part)).Select(AnalysisShape.ToWire)], one.After.SourceCheck);
}
