using Ringfence.Policy.Hosting;

namespace Ringfence.Policy.Compilation;

/// <summary>
/// Compiles host policies to classification tables. Pure: an agent compiles what it enforces, a control plane what it is about to commit, with the same answer. What does not fit the
/// limits is a result, never an exception.
/// </summary>
public static class HostCompiler
{
    /// <summary>Compiles from nothing. Deterministic: equal policies give equal tables, in any process.</summary>
    /// <param name="policy">What the host enforces.</param>
    /// <param name="limits">How large the tables may become; the defaults when left out.</param>
    public static CompilationResult Compile(HostPolicy policy, CompilationLimits? limits = null) =>
        new HostUpdate(HostTables.Start(), policy, limits ?? CompilationLimits.Default).Run();

    /// <summary>
    /// Compiles what changed. Means the same as <see cref="Compile"/>, and refuses exactly what it refuses; class ids and row numbers may differ from it. An address that joins or leaves
    /// a set costs one class look-up and one host entry, whatever the size of the set, and one row look-up in each policy when its combination of sets is new. A changed list
    /// recompiles the policies that use it. A prefix that no rule mentioned before, or none mentions any more, costs a walk over the hosts.
    /// </summary>
    /// <param name="previous">Any earlier tables; their <see cref="HostTables.Source"/> tells what changed.</param>
    /// <param name="next">What the host is to enforce now.</param>
    /// <param name="limits">How large the tables may become; the defaults when left out.</param>
    public static CompilationResult Update(HostTables previous, HostPolicy next, CompilationLimits? limits = null)
    {
        limits ??= CompilationLimits.Default;
        var result = new HostUpdate(previous, next, limits).Run();
        // Tables that grew by updates hold classes and rows that nobody uses any more: whether the policy fits is decided without them.
        return result is Exceeded ? Compile(next, limits) : result;
    }
}
