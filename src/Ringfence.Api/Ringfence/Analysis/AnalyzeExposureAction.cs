using System.Globalization;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence.Analysis;
using Ringfence.Control.Analysis;
using Ringfence.Policy.Analysis.Exposure;
using Ringfence.Policy.Rules;

namespace Ringfence.Api.Ringfence.Analysis;

/// <summary>Says what very wide ranges of outside addresses reach, worst first, by which rule, at which interfaces.</summary>
internal sealed class AnalyzeExposureAction(ActionServices services) : AnalysisAction("AnalyzeExposure", services)
{
    /// <inheritdoc/>
    public override async ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var paging = Paging.Read(parameters, 100, 1000);
        var (world, absent) = await WorldAtAsync(parameters.Integer("Revision"), cancellationToken);
        if (!parameters.TryFinish(out var error))
            return ActionResult.Fail(error);
        if (world is null)
            return absent;

        var policies = new EffectivePolicies(world);
        var bindings = world.Interfaces.Values.Where(one => one.Scope == context.Scope).OrderBy(one => one.Id, StringComparer.Ordinal)
            .GroupBy(one => $"{one.VpcId} {string.Join(' ', one.SecurityGroupIds)}", StringComparer.Ordinal);
        var found = from binding in bindings
                    let first = binding.First()
                    from finding in ExposureAnalyzer.Analyze(policies.Of(first, Direction.Ingress))
                    from one in binding
                    select (Finding: finding, Interface: one);
        var exposures = found.GroupBy(entry => (entry.Finding.Rule.Id, Services: entry.Finding.Services.ToString(), entry.Finding.Family))
            .Select(same => ToWire(same.First().Finding, [.. same.Select(entry => entry.Interface.Id).Distinct(StringComparer.Ordinal)]))
            .OrderByDescending(exposure => Enum.Parse<ExposureSeverity>(exposure.Severity, ignoreCase: true)).ToList();
        return ActionResult.Ok(new AnalyzeExposureResponse(paging.Page(exposures, static exposure => exposure), exposures.Count, world.Revision, AnalysisShape.Limits));
    }

    private static ExposureRecord ToWire(ExposureFinding finding, string[] interfaces) => new(
        AnalysisShape.ToWire(finding.Severity), AnalysisShape.ToWire(finding.Rule), Policy.Analysis.Packets.ServiceText.Of(finding.Services), finding.Family.ToString(),
        finding.AddressCount.ToString(CultureInfo.InvariantCulture), [.. interfaces.Take(AnalysisShape.MostListed)], interfaces.Length, AnalysisShape.ToWire(finding.Sample), Advice(finding));

    private static string Advice(ExposureFinding finding) => finding.Severity switch
    {
        ExposureSeverity.Critical or ExposureSeverity.High => $"Replace {finding.Rule.Peer} by the addresses that need it (an address template keeps them in one place), or take the rule away.",
        ExposureSeverity.Medium => $"Narrow {finding.Rule.Peer} unless the service is meant for everybody.",
        _ => "Fine where the service is meant for everybody.",
    };
}
