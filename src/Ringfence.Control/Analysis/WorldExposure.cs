using System.Collections.Immutable;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Analysis.Exposure;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Analysis;

/// <summary>The same finding at some interfaces.</summary>
/// <param name="Finding">What is open, and by which rule.</param>
/// <param name="InterfaceIds">Where, in the order of the ids.</param>
public sealed record InterfaceExposure(ExposureFinding Finding, ImmutableArray<string> InterfaceIds);

/// <summary>What the outside reaches in a world.</summary>
public static class WorldExposure
{
    /// <summary>Every finding at the interfaces of a scope, worst first. Interfaces with the same binding are judged once.</summary>
    public static ImmutableArray<InterfaceExposure> Of(World world, Scope scope)
    {
        var policies = new EffectivePolicies(world);
        var bindings = world.Interfaces.Values.Where(one => one.Scope == scope).OrderBy(one => one.Id, StringComparer.Ordinal)
            .GroupBy(one => one.Binding, StringComparer.Ordinal);
        var found = from binding in bindings
                    from finding in ExposureAnalyzer.Analyze(policies.Of(binding.First(), Direction.Ingress))
                    from one in binding
                    select (Finding: finding, Interface: one.Id);
        return
        [
            .. found.GroupBy(entry => (entry.Finding.Rule.Id, entry.Finding.Services, entry.Finding.Family))
                .Select(same => new InterfaceExposure(same.First().Finding, [.. same.Select(entry => entry.Interface).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]))
                .OrderByDescending(exposure => exposure.Finding.Severity),
        ];
    }
}
