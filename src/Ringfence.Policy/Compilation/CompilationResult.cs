using System.Collections.Immutable;
using Ringfence.Policy.Hosting;

namespace Ringfence.Policy.Compilation;

/// <summary>What became of a compilation: <see cref="Compiled"/> or <see cref="Exceeded"/>.</summary>
public abstract record CompilationResult
{
    private protected CompilationResult()
    {
    }
}

/// <summary>The tables.</summary>
/// <param name="Tables">Complete and within the limits.</param>
public sealed record Compiled(HostTables Tables) : CompilationResult;

/// <summary>The policy does not fit; no tables were made, what is enforced stays.</summary>
/// <param name="Limit">Which limit.</param>
/// <param name="Needed">How much the policy needs. For <see cref="CompilationLimit.MatrixCells"/> at least this much: counting ends where the limit is passed.</param>
/// <param name="Allowed">The limit's value.</param>
/// <param name="Where">What needs it: the host, an interface, or a policy by the ids of its lists.</param>
public sealed record Exceeded(CompilationLimit Limit, long Needed, long Allowed, string Where) : CompilationResult
{
    /// <summary>The ids of the policy's lists, when a policy needs it; else empty.</summary>
    public ImmutableArray<string> ListIds { get; init; } = [];

    internal static Exceeded ByPolicy(CompilationLimit limit, long needed, long allowed, ImmutableArray<RuleList> lists) =>
        new(limit, needed, allowed, $"policy [{string.Join(", ", lists.Select(list => list.Id))}]") { ListIds = [.. lists.Select(list => list.Id)] };
}
