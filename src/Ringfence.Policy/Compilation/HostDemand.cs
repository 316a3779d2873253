using Ringfence.Policy.Compilation.Demands;
using Ringfence.Policy.Hosting;

namespace Ringfence.Policy.Compilation;

/// <summary>
/// How large a host's tables can become at the most, told from sums and without compiling: what is within the limits here never exceeds them when it is compiled. Most hosts are so far
/// below that nothing else ever needs to be known. Immutable.
/// </summary>
public sealed class HostDemand
{
    private readonly InterfaceDemand _interfaces;
    private readonly BlockDemand _blocks;
    private readonly PolicyDemand _policies;
    private readonly long _rules;
    private readonly long _members;

    private HostDemand(InterfaceDemand interfaces, BlockDemand blocks, PolicyDemand policies, long rules, long members)
    {
        _interfaces = interfaces;
        _blocks = blocks;
        _policies = policies;
        _rules = rules;
        _members = members;
    }

    private long Classes => ClassesOf(_blocks, _members);

    /// <summary>
    /// The demand of a policy. Costs a look at each list, set and policy, at what has changed in a list since <paramref name="earlier"/>, and at each interface when any of them has.
    /// </summary>
    public static HostDemand Of(HostPolicy policy, HostDemand? earlier = null)
    {
        var interfaces = earlier?._interfaces is { } known && ReferenceEquals(known.Interfaces, policy.Interfaces) ? known : InterfaceDemand.Of(policy.Interfaces);
        var blocks = (earlier?._blocks ?? BlockDemand.Empty).With(policy.Lists);
        long rules = 0, members = 0;
        foreach (var list in policy.Lists.Values)
            rules += list.Rules.Length;
        foreach (var set in policy.Sets.Values)
            members += set.Addresses.Count;
        return new HostDemand(interfaces, blocks, PolicyDemand.Of(policy, interfaces.Sequences, ClassesOf(blocks, members)), rules, members);
    }

    /// <summary>True when the policy surely compiles within the limits; false: it must be compiled to know.</summary>
    public bool IsWithin(CompilationLimits limits) =>
        _interfaces.Interfaces.Count <= limits.MaxInterfaces
        && _interfaces.MostOwnAddresses <= limits.MaxOwnAddresses
        && _rules <= limits.MaxHostRules
        && _policies.MostRules <= limits.MaxRules
        && _blocks.Prefixes <= limits.MaxPrefixes
        && _members <= limits.MaxHosts
        && Classes <= limits.MaxClasses
        && _policies.MostColumns <= limits.MaxServiceClasses
        && _policies.MostCells <= limits.MaxMatrixCells
        && Bytes <= limits.MaxTableBytes;

    private long Bytes => TableMemory.Empty + _interfaces.Bytes + TableMemory.OfNodes(_blocks.Nodes) + TableMemory.OfHosts(_members) + _policies.Bytes;

    /// <summary>What the blocks cut out, the rest, and each member of a set for itself.</summary>
    private static long ClassesOf(BlockDemand blocks, long members) => 1 + blocks.Prefixes + members;
}
