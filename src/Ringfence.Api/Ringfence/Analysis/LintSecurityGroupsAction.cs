using System.Collections.Immutable;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence.Analysis;
using Ringfence.Control.Analysis;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Analysis;
using Ringfence.Policy.Analysis.Linting;
using Ringfence.Policy.Rules;

namespace Ringfence.Api.Ringfence.Analysis;

/// <summary>Finds rules that can never match, change nothing, overrule each other between groups bound together, accept too much, name nobody or have decided nothing, and groups that nobody uses.</summary>
internal sealed class LintSecurityGroupsAction(ActionServices services) : AnalysisAction("LintSecurityGroups", services)
{
    /// <summary>Some seconds.</summary>
    private const long MostSteps = 1L << 32;

    /// <summary>Findings in one answer, of which a page is told.</summary>
    private const int MostFindings = 1 << 18;

    /// <summary>Ten years.</summary>
    private const int MostHours = 87_600;

    /// <inheritdoc/>
    public override async ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var world = World;
        var asked = parameters.Ids("SecurityGroupIds", IdKind.SecurityGroup, Product) ?? [];
        var paging = Paging.Read(parameters, 100, 1000);
        bool asksHits = parameters.Raw("UnhitHours") is not null;
        int hours = parameters.Number("UnhitHours", 0, MostHours, 0);
        if (!parameters.TryFinish(out var error))
            return ActionResult.Fail(error);
        string[] missing = [.. asked.Where(id => !world.TryGetGroup(context.Scope, id, out _))];
        if (missing.Length > 0)
            return NotFound(IdKind.SecurityGroup, missing);

        var wanted = asked.ToHashSet(StringComparer.Ordinal);
        var findings = new List<LintRecord>();
        var policies = new EffectivePolicies(world);
        var budget = new WorkBudget(MostSteps, cancellationToken);
        foreach (var (groups, vpcId) in Bindings(world, context.Scope))
        {
            if (wanted.Count > 0 && !groups.Any(wanted.Contains))
                continue;
            foreach (var direction in new[] { Direction.Ingress, Direction.Egress })
            {
                if (PolicyLinter.Lint(policies.Of(groups, vpcId, direction), direction, budget) is not { } found || findings.Count + found.Length > MostFindings)
                    return TooMuch(groups, direction);
                findings.AddRange(found.Where(finding => wanted.Count == 0 || wanted.Contains(finding.Rule.GroupId)).Select(finding => ToWire(finding, groups, direction)));
            }
        }

        var unused = MeantGroups(world, context.Scope, wanted).Where(id => IsUnused(world, id));
        findings.AddRange(unused.Select(id => new LintRecord("UNUSED_GROUP", "", [id], null, [], null)));
        var unhit = asksHits ? await UnhitRules.AskAsync(Services.Options, world, MeantGroups(world, context.Scope, wanted), TimeSpan.FromHours(hours)) : null;
        findings.AddRange(unhit?.Findings ?? []);
        return ActionResult.Ok(new LintSecurityGroupsResponse(paging.Page(findings, static finding => finding), findings.Count, world.Revision) { UnreachableHosts = unhit?.UnreachableHosts });
    }

    private static ActionResult TooMuch(ImmutableArray<string> groups, Direction direction) => ActionResult.Fail(
        "LimitExceeded",
        $"The rules are more than one answer can compare (it came as far as {AnalysisShape.ToWire(direction)} of the binding {string.Join(", ", groups)}): ask about fewer groups with `SecurityGroupIds`.");

    private static IEnumerable<string> MeantGroups(World world, Scope scope, HashSet<string> wanted) =>
        world.GroupsByScope.GetValueOrDefault(scope, []).Order(StringComparer.Ordinal).Where(id => wanted.Count == 0 || wanted.Contains(id));

    /// <summary>Every different sequence of groups that decides for an interface, and each other group by itself: those that nobody is bound to, and those in observe mode.</summary>
    private static IEnumerable<(ImmutableArray<string> Groups, string VpcId)> Bindings(World world, Scope scope)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var one in world.Interfaces.Values.Where(one => one.Scope == scope && !one.SecurityGroupIds.IsEmpty).OrderBy(one => one.Id, StringComparer.Ordinal))
        {
            if (seen.Add(one.Binding))
                yield return (world.Deciding(one).Ids, one.VpcId);
        }

        foreach (string id in world.GroupsByScope.GetValueOrDefault(scope, []).Order(StringComparer.Ordinal))
        {
            var bound = world.InterfacesByGroup.GetValueOrDefault(id, []);
            if (bound.IsEmpty || world.IsObserved(id))
                yield return ([id], bound.IsEmpty ? NetworkInterface.DefaultVpcId : world.Interfaces[bound.Min(StringComparer.Ordinal)!].VpcId);
        }
    }

    private static bool IsUnused(World world, string id) =>
        !world.Groups[id].IsDefault && !world.InterfacesByGroup.ContainsKey(id) && !world.ReferencesByGroup.ContainsKey(id);

    private static LintRecord ToWire(LintFinding finding, ImmutableArray<string> groups, Direction direction) => new(
        AnalysisShape.ToWire(finding.Kind), AnalysisShape.ToWire(direction), groups, AnalysisShape.ToWire(finding.Rule),
        [.. finding.Others.Select(AnalysisShape.ToWire)], finding.Sample is { } sample ? AnalysisShape.ToWire(sample) : null);
}
