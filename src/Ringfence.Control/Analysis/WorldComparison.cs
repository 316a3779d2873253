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
/// <param name="Effects">Those that are in both worlds and whose packets get another verdict; the same effect together.</param>
/// <param name="Entering">Interfaces that are enforced after and were not before: what their policies do not accept is cut there, whatever passed before.</param>
/// <param name="Leaving">Interfaces that are no longer enforced after: nothing is judged there any more.</param>
public sealed record WorldEffects(ImmutableArray<InterfaceEffect> Effects, ImmutableArray<string> Entering, ImmutableArray<string> Leaving)
{
    /// <summary>True when no packet of any interface gets another verdict.</summary>
    public bool HasNoEffect => Effects.IsEmpty && Entering.IsEmpty && Leaving.IsEmpty;

    /// <summary>How many interfaces have packets that get another verdict.</summary>
    public int InterfaceCount => Effects.SelectMany(effect => effect.InterfaceIds).Distinct(StringComparer.Ordinal).Count() + Entering.Length + Leaving.Length;
}

/// <summary>What the way from one world to another does to packets.</summary>
public static class WorldComparison
{
    /// <summary>
    /// Every interface of a scope whose packets get another verdict, and exactly what changes. Hosts for which nothing changes cost a comparison of references.
    /// </summary>
    /// <param name="before">The world before.</param>
    /// <param name="after">The world after.</param>
    /// <param name="scope">Whose interfaces.</param>
    /// <param name="exceeded">What does not fit the limits of the tables; then nothing is compared.</param>
    public static WorldEffects Of(World before, World after, Scope scope, out Exceeded? exceeded)
    {
        var changes = new Dictionary<(Direction Direction, PacketSet Before, PacketSet After), List<string>>();
        foreach (var (was, isNow) in ChangedHosts(before, after, scope))
        {
            var result = HostCompiler.Compile(was) is Compiled one ? Pair(one.Tables, HostCompiler.Update(one.Tables, isNow)) : Pair(null, HostCompiler.Compile(was));
            exceeded = result.Exceeded;
            if (result.Tables is not { } tables)
                return new WorldEffects([], [], []);
            Collect(changes, tables, [.. was.Interfaces.Keys.Intersect(isNow.Interfaces.Keys).Where(id => IsOf(before, id, scope) && IsOf(after, id, scope))]);
        }

        exceeded = null;
        ImmutableArray<InterfaceEffect> effects =
        [
            .. changes.Select(change => (change.Key.Direction, Effect: PolicyComparison.Of(change.Key.Before, change.Key.After), Ids: change.Value))
                .GroupBy(change => (change.Direction, change.Effect.Opened, change.Effect.Cut))
                .Select(same => new InterfaceEffect(same.Key.Direction, same.First().Effect, [.. same.SelectMany(change => change.Ids).Order(StringComparer.Ordinal)])),
        ];
        return new WorldEffects(effects, OnlyIn(after, before, scope), OnlyIn(before, after, scope));
    }

    private static ImmutableArray<string> OnlyIn(World world, World other, Scope scope) =>
        [.. world.Interfaces.Values.Where(one => one.Scope == scope && !IsOf(other, one.Id, scope)).Select(one => one.Id).Order(StringComparer.Ordinal)];

    private static IEnumerable<(HostPolicy Before, HostPolicy After)> ChangedHosts(World before, World after, Scope scope)
    {
        string[] hosts = [.. before.Interfaces.Values.Concat(after.Interfaces.Values).Where(one => one.Scope == scope).Select(one => one.Host).Distinct()];
        var builder = new HostPolicyBuilder(before);
        var policies = hosts.Select(builder.Add).ToList();
        builder.Advance(after, []);
        return policies.Zip(hosts, (was, host) => (was, builder[host]))
            .Where(pair => pair.was.Interfaces != pair.Item2.Interfaces || pair.was.Lists != pair.Item2.Lists || pair.was.Sets != pair.Item2.Sets);
    }

    private static ((HostTables Before, HostTables After)? Tables, Exceeded? Exceeded) Pair(HostTables? before, CompilationResult after) =>
        before is not null && after is Compiled compiled ? ((before, compiled.Tables), null) : (null, after as Exceeded);

    private static void Collect(Dictionary<(Direction Direction, PacketSet Before, PacketSet After), List<string>> changes, (HostTables Before, HostTables After) tables, string[] interfaces)
    {
        var accepted = new AcceptedPackets();
        foreach (string id in interfaces)
        {
            foreach (var direction in new[] { Direction.Ingress, Direction.Egress })
            {
                var (was, isNow) = (accepted.Of(tables.Before, id, direction), accepted.Of(tables.After, id, direction));
                if (was.Equals(isNow))
                    continue;
                if (!changes.TryGetValue((direction, was, isNow), out var ids))
                    changes.Add((direction, was, isNow), ids = []);
                ids.Add(id);
            }
        }
    }

    private static bool IsOf(World world, string interfaceId, Scope scope) => world.Interfaces.TryGetValue(interfaceId, out var one) && one.Scope == scope;
}
