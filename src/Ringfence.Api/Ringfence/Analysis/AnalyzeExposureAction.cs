using System.Collections.Immutable;
using System.Globalization;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence.Analysis;
using Ringfence.Control.Analysis;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Analysis.Effective;
using Ringfence.Policy.Analysis.Exposure;
using Ringfence.Policy.Analysis.Packets;

namespace Ringfence.Api.Ringfence.Analysis;

/// <summary>Says what very wide ranges of outside addresses reach, worst first, by which rule, at which interfaces, what can be done about it, and how it has come to be so.</summary>
internal sealed class AnalyzeExposureAction(ActionServices services) : AnalysisAction("AnalyzeExposure", services)
{
    /// <summary>Past worlds are read for each point.</summary>
    private const int MostPoints = 20;

    /// <inheritdoc/>
    public override async ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var paging = Paging.Read(parameters, 100, 1000);
        long? since = parameters.Integer("SinceRevision");
        int points = parameters.Number("TrendPoints", 2, MostPoints, 10);
        var present = World;
        var (world, absent) = await AskedWorldAsync(present, parameters, context, cancellationToken);
        if (!parameters.TryFinish(out var error))
            return ActionResult.Fail(error);
        if (world is null)
            return absent;

        var exposures = WorldExposure.Of(world, context.Scope);
        var answer = new AnalyzeExposureResponse(
            paging.Page(exposures, exposure => ToWire(world, exposure)), exposures.Length, RevisionOf(world, parameters), AnalysisShape.Limits);
        if (since is not { } first)
            return ActionResult.Ok(answer);
        var trend = ImmutableArray.CreateBuilder<ExposureTrendPoint>();
        bool isProposed = RevisionOf(world, parameters) < 0;
        long last = isProposed ? present.Revision : world.Revision;
        foreach (long revision in ExposureTrend.Revisions(first, last, isProposed ? points - 1 : points))
        {
            var (past, gone) = !isProposed && revision == world.Revision ? (world, default) : await WorldAtAsync(present, revision, cancellationToken);
            if (past is null)
                return gone;
            trend.Add(ExposureTrend.Point(past, context.Scope));
        }

        if (isProposed)
            trend.Add(ExposureTrend.Point(world, context.Scope) with { Revision = -1 });

        return ActionResult.Ok(answer with { TrendSet = trend.DrainToImmutable() });
    }

    private static ExposureRecord ToWire(World world, InterfaceExposure exposure)
    {
        var finding = exposure.Finding;
        return new ExposureRecord(
            AnalysisShape.ToWire(finding.Severity), AnalysisShape.ToWire(finding.Rule), ServiceText.Of(finding.Services), finding.Family.ToString(),
            finding.AddressCount.ToString(CultureInfo.InvariantCulture), [.. exposure.InterfaceIds.Take(AnalysisShape.MostListed)], exposure.InterfaceIds.Length,
            AnalysisShape.ToWire(finding.Sample), Advice(finding))
        {
            Fix = ExposureFixCall.Of(world, finding),
        };
    }

    private static string Advice(ExposureFinding finding) => finding.Severity switch
    {
        _ when finding.Rule == EffectiveRule.PassAll => "Every group there is in observe mode: enforce one when what it would drop may be dropped.",
        ExposureSeverity.Critical or ExposureSeverity.High => $"Replace {finding.Rule.Peer} by the addresses that need it (an address template keeps them in one place), or take the rule away.",
        ExposureSeverity.Medium => $"Narrow {finding.Rule.Peer} unless the service is meant for everybody.",
        _ => "Fine where the service is meant for everybody.",
    };
}
