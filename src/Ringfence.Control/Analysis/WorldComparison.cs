using System.Collections.Immutable;
using Ringfence.Control.Distribution;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Analysis.Comparison;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Analysis;

/// <summary>The same effect on some interfaces.</summary>
/// <param name="Direction">The direction.</param>
/// <param name="Effect">What is opened and cut.</param>
/// <param name="InterfaceIds">The interfaces, in the order of their ids.</param>
public sealed record InterfaceEffect(Direction Direction, PolicyComparison Effect, ImmutableArray<string> InterfaceIds);

/// <summary>What a change does to the interfaces of a scope.</summary>
/// <param name="Effects">Those that are in both worlds and whose packets get another verdict by the rules; the same effect together.</param>
/// <param name="Altered">Those that are in both worlds and of which something else changes that decides about packets.</param>
/// <param name="Entering">Interfaces that are enforced after and were not before: what their policies do not accept is cut there, whatever passed before.</param>
/// <param name="Leaving">Interfaces that are no longer enforced after: nothing is judged there any more.</param>
public sealed record WorldEffects(ImmutableArray<InterfaceEffect> Effects, ImmutableArray<InterfaceAlteration> Altered, ImmutableArray<string> Entering, ImmutableArray<string> Leaving)
{
    /// <summary>True when no packet of any interface gets another verdict, and every interface is where and what it was.</summary>
    public bool HasNoEffect => Effects.IsEmpty && Altered.IsEmpty && Entering.IsEmpty && Leaving.IsEmpty;

    /// <summary>How many interfaces it concerns.</summary>
    public int InterfaceCount => Effects.SelectMany(effect => effect.InterfaceIds).Concat(Altered.Select(one => one.After.Id)).Distinct(StringComparer.Ordinal).Count() + Entering.Length + Leaving.Length;
}

/// <summary>What the way from one world to another does to packets.</summary>
public static class WorldComparison
{
    /// <summary>
    /// Every interface of a scope whose packets get another verdict, and exactly what changes, on whatever host it was and is. Hosts for which nothing changes cost a comparison of references.
    /// </summary>
    /// <param name="before">The world before.</param>
    /// <param name="after">The world after.</param>
    /// <param name="scope">Whose interfaces.</param>
    /// <param name="exceeded">What does not fit the limits of the tables; then nothing is compared.</param>
    public static WorldEffects Of(World before, World after, Scope scope, out Exceeded? exceeded)
    {
        var hosts = new Dictionary<string, (HostTables Before, HostTables After)>(StringComparer.Ordinal);
        foreach (var (host, was, isNow) in ChangedHosts(before, after, scope))
        {
            var result = HostCompiler.Compile(was) is Compiled one ? Pair(one.Tables, HostCompiler.Update(one.Tables, isNow)) : Pair(null, HostCompiler.Compile(was));
            exceeded = result.Exceeded;
            if (result.Tables is not { } tables)
                return new WorldEffects([], [], [], []);
            hosts.Add(host, tables);
        }

        exceeded = null;
        ImmutableArray<InterfaceEffect> effects =
        [
            .. Changes(before, after, scope, hosts).Select(change => (change.Key.Direction, Effect: PolicyComparison.Of(change.Key.Before, change.Key.After), Ids: change.Value))
                .GroupBy(change => (change.Direction, change.Effect.Opened, change.Effect.Cut))
                .Select(same => new InterfaceEffect(same.Key.Direction, same.First().Effect, [.. same.SelectMany(change => change.Ids).Order(StringComparer.Ordinal)])),
        ];
        return new WorldEffects(effects, InterfaceAlteration.Between(before, after, scope), OnlyIn(after, before, scope), OnlyIn(before, after, scope));
    }

    private static ImmutableArray<string> OnlyIn(World world, World other, Scope scope) =>
        [.. world.Interfaces.Values.Where(one => one.Scope == scope && !IsOf(other, one.Id, scope)).Select(one => one.Id).Order(StringComparer.Ordinal)];

    private static IEnumerable<(string Host, HostPolicy Before, HostPolicy After)> ChangedHosts(World before, World after, Scope scope)
    {
        string[] hosts = [.. before.Interfaces.Values.Concat(after.Interfaces.Values).Where(one => one.Scope == scope).Select(one => one.Host).Distinct()];
        var builder = new HostPolicyBuilder(before);
        var policies = hosts.Select(builder.Add).ToList();
        builder.Advance(after, []);
        return policies.Zip(hosts, (was, host) => (Host: host, Before: was, After: builder[host]))
            .Where(pair => pair.Before.Interfaces != pair.After.Interfaces || pair.Before.Lists != pair.After.Lists || pair.Before.Sets != pair.After.Sets);
    }

    private static ((HostTables Before, HostTables After)? Tables, Exceeded? Exceeded) Pair(HostTables? before, CompilationResult after) =>
        before is not null && after is Compiled compiled ? ((before, compiled.Tables), null) : (null, after as Exceeded);

    /// <summary>What each interface accepted where it was and accepts where it is, when these differ. A host that is missing did not change, so nobody came to it or left it.</summary>
    private static Dictionary<(Direction Direction, PacketSet Before, PacketSet After), List<string>> Changes(
        World before, World after, Scope scope, Dictionary<string, (HostTables Before, HostTables After)> hosts)
    {
        var changes = new Dictionary<(Direction Direction, PacketSet Before, PacketSet After), List<string>>();
        var accepted = new AcceptedPackets();
        foreach (var one in before.Interfaces.Values.Where(one => one.Scope == scope && IsOf(after, one.Id, scope)))
        {
            if (!hosts.TryGetValue(one.Host, out var from) || !hosts.TryGetValue(after.Interfaces[one.Id].Host, out var to))
                continue;
            foreach (var direction in new[] { Direction.Ingress, Direction.Egress })
            {
                var (was, isNow) = (accepted.Of(from.Before, one.Id, direction), accepted.Of(to.After, one.Id, direction));
                if (was.Equals(isNow))
                    continue;
                if (!changes.TryGetValue((direction, was, isNow), out var ids))
                    changes.Add((direction, was, isNow), ids = []);
                ids.Add(one.Id);
            }
        }

        return changes;
    }

    private static bool IsOf(World world, string interfaceId, Scope scope) => world.Interfaces.TryGetValue(interfaceId, out var one) && one.Scope == scope;
}
