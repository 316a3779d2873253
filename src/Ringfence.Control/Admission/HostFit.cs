using Ringfence.Policy.Compilation;
using Ringfence.Policy.Hosting;

namespace Ringfence.Control.Admission;

/// <summary>Whether a host's policy compiles within limits, told with as little work as possible: by sums where those suffice, else by compiling what changed. Immutable.</summary>
/// <param name="Demand">The sums.</param>
/// <param name="Tables">The last tables that were compiled; null: none were needed.</param>
/// <param name="Over">What does not fit; null: it fits.</param>
internal sealed record HostFit(HostDemand Demand, HostTables? Tables, Exceeded? Over)
{
    /// <summary>The order in which a compilation meets its limits.</summary>
    private static readonly CompilationLimit[] Order =
    [
        CompilationLimit.Interfaces, CompilationLimit.OwnAddresses, CompilationLimit.HostRules, CompilationLimit.Prefixes, CompilationLimit.Hosts, CompilationLimit.Classes,
        CompilationLimit.Rules, CompilationLimit.ServiceClasses, CompilationLimit.MatrixCells, CompilationLimit.TableBytes,
    ];

    /// <summary>The fit of a policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="earlier">That of any earlier policy of the host.</param>
    /// <param name="limits">The limits.</param>
    public static HostFit Of(HostPolicy policy, HostFit? earlier, CompilationLimits limits)
    {
        var demand = HostDemand.Of(policy, earlier?.Demand);
        if (demand.IsWithin(limits))
            return new HostFit(demand, null, null);
        var result = earlier?.Tables is { } tables ? HostCompiler.Update(tables, policy, limits) : HostCompiler.Compile(policy, limits);
        return result is Compiled compiled ? new HostFit(demand, compiled.Tables, null) : new HostFit(demand, earlier?.Tables, (Exceeded)result);
    }

    /// <summary>
    /// Whether this is over a limit that the host was not over before, or further. What is over a lowered limit already may stay or shrink but not grow.
    /// </summary>
    public bool IsWorseThan(HostFit? before) => Over is { } now && (before?.Over is not { } then
        || Array.IndexOf(Order, now.Limit) < Array.IndexOf(Order, then.Limit)
        || (now.Limit == then.Limit && now.Needed > then.Needed));
}
