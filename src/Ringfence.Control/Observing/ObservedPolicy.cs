using System.Collections.Immutable;
using Ringfence.Control.Admission;
using Ringfence.Control.Distribution;
using Ringfence.Control.HostQueries;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Observing;

/// <summary>The compiled tables of some hosts as they are and as a change would make them: which flows of now would not have been let in. Not for two threads at once.</summary>
public sealed class ObservedPolicy
{
    private readonly HostPolicyBuilder _enforced;
    private readonly HostPolicyBuilder _observed;
    private readonly Dictionary<string, (HostTables? Enforced, HostTables? Observed)> _hosts = new(StringComparer.Ordinal);

    /// <summary>Compares two worlds.</summary>
    /// <param name="enforced">What is in force.</param>
    /// <param name="observed">What would be.</param>
    public ObservedPolicy(World enforced, World observed)
    {
        Enforced = enforced;
        Observed = observed;
        _enforced = new HostPolicyBuilder(enforced);
        _observed = new HostPolicyBuilder(observed);
    }

    /// <summary>What is in force.</summary>
    public World Enforced { get; }

    /// <summary>What would be.</summary>
    public World Observed { get; }

    /// <summary>What hosts of a scope could not hold, so that making the change would be refused though it can be watched: a sentence for each of them that would be worse off than it is.</summary>
    public ImmutableArray<string> Excess(Scope scope)
    {
        var limits = CompilationLimits.Default;
        var hosts = Observed.Interfaces.Values.Where(one => one.Scope == scope).Select(one => one.Host).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return
        [
            .. from host in hosts
               let policy = _observed.Add(host)
               let fit = HostFit.Of(policy, null, limits)
               let over = fit.Over
               where over is not null && fit.IsWorseThan(HostFit.Of(_enforced.Add(host), null, limits))
               select HostCapacityText.Refusal(Observed, scope, host, policy, over).Message,
        ];
    }

    /// <summary>
    /// Whether the first packet of a flow would have been dropped, and the rule that would have dropped it; no rule when none would have matched. False also for a flow that what is in force does not
    /// accept either: it is not the change that ends it.
    /// </summary>
    public bool WouldDrop(string host, ObservedFlow flow, out RuleId? rule)
    {
        rule = null;
        if (!_hosts.TryGetValue(host, out var tables))
            _hosts.Add(host, tables = (Compile(_enforced, host), Compile(_observed, host)));
        if (tables is not { Enforced: { } now, Observed: { } then } || !now.Interfaces.ContainsKey(flow.InterfaceId) || !then.Interfaces.TryGetValue(flow.InterfaceId, out var interfaces))
            return false;
        ushort port = PortOf(flow);
        if (!now.Evaluate(flow.InterfaceId, flow.Opened, flow.Remote, flow.Protocol, port).IsAccepted)
            return false;
        var policy = interfaces.Policy(flow.Opened);
        var verdict = policy.Evaluate(then.Classifier.Lookup(flow.Remote), flow.Protocol, port);
        if (verdict.IsAccepted)
            return false;
        rule = verdict.RuleIndex == 0 ? null : policy.RuleIds[verdict.RuleIndex];
        return true;
    }

    /// <summary>The destination port of a flow's first packet.</summary>
    public static ushort PortOf(ObservedFlow flow) => !flow.Protocol.HasPorts ? (ushort)0 : flow.Opened == Direction.Ingress ? flow.LocalPort : flow.RemotePort;

    private static HostTables? Compile(HostPolicyBuilder builder, string host) => (HostCompiler.Compile(builder.Add(host)) as Compiled)?.Tables;
}
