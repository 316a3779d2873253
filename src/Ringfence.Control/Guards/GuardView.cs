using System.Collections.Immutable;
using Ringfence.Control.Distribution;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Guards;

/// <summary>
/// A world as guards look at it. What is worked out stays for the views that follow as long as nothing it rests on changes: policies by the groups of a binding, and what each guard means. Not for
/// two threads at once.
/// </summary>
internal sealed class GuardView
{
    /// <summary>More bindings than this are forgotten together, and worked out again when they are asked for.</summary>
    private const int MostKept = 50_000;

    private ImmutableDictionary<string, BindingPolicy> _policies = ImmutableDictionary<string, BindingPolicy>.Empty;
    private ImmutableDictionary<string, BindingPolicy> _earlier = ImmutableDictionary<string, BindingPolicy>.Empty;
    private ImmutableDictionary<string, Exposure> _exposures = ImmutableDictionary<string, Exposure>.Empty;
    private ImmutableDictionary<string, GuardReading> _readings = ImmutableDictionary<string, GuardReading>.Empty;

    /// <summary>Looks at a world with nothing worked out.</summary>
    public GuardView(World world) => World = world;

    /// <summary>The world.</summary>
    public World World { get; }

    /// <summary>The view of another world, with everything that the difference leaves as it is.</summary>
    public GuardView Follow(WorldDelta delta)
    {
        var next = new GuardView(delta.After) { _policies = _policies, _readings = _readings, _exposures = _exposures };
        var stale = delta.Interfaces.SelectMany(change => new[] { change.Before?.Binding, change.After?.Binding }).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (string group in delta.ReadGroups())
        {
            foreach (string binding in World.BindingsByGroup.GetValueOrDefault(group, []).Union(delta.After.BindingsByGroup.GetValueOrDefault(group, [])))
            {
                next.Renew(KeyOf(binding));
                stale.Add(binding);
            }
        }

        foreach (var (id, exposure) in _exposures)
            next._exposures = next._exposures.SetItem(id, exposure with { Stale = exposure.Stale.Union(stale) });

        // A binding that goes is not told of what its groups become: it begins anew when it comes back.
        foreach (var gone in delta.Interfaces.Select(change => change.Before?.Binding).OfType<string>().Where(binding => !delta.After.InterfacesByBinding.ContainsKey(binding)))
            next._policies = next._policies.Remove(KeyOf(gone));
        if (!ReferenceEquals(World.Guards, delta.After.Guards))
            next.Forget();
        if (delta.Templates.Count > 0 || delta.Groups.Any(change => !(change.Before?.Tags ?? []).SequenceEqual(change.After?.Tags ?? [])))
            next.ReadAgain();
        return next;
    }

    /// <summary>What a guard of the world means.</summary>
    public GuardReading Read(Guard guard)
    {
        if (!_readings.TryGetValue(guard.Id, out var reading) || !ReferenceEquals(reading.Guard, guard))
            _readings = _readings.SetItem(guard.Id, reading = GuardReading.Of(guard, World));
        return reading;
    }

    /// <summary>The bindings that the guard may mean and that take in what it forbids from addresses that no interface here has. Those that may have changed since the last time are looked at.</summary>
    public IEnumerable<string> Exposed(GuardReading reading)
    {
        var known = _exposures.TryGetValue(reading.Guard.Id, out var found) && ReferenceEquals(found.Reading, reading)
            ? found
            : new Exposure(reading, [], [.. World.InterfacesByBinding.Keys]);
        var exposed = known.Bindings.ToBuilder();
        foreach (string binding in known.Stale)
        {
            if (World.InterfacesByBinding.TryGetValue(binding, out var ids) && World.Interfaces[ids.First()] is var one && one.Scope == reading.Guard.Scope
                && !reading.FromUnknown(Accepted(one.SecurityGroupIds, Direction.Ingress, [])).IsEmpty)
            {
                exposed.Add(binding);
            }
            else
            {
                exposed.Remove(binding);
            }
        }

        _exposures = _exposures.SetItem(reading.Guard.Id, new Exposure(reading, exposed.ToImmutable(), []));
        return exposed;
    }

    /// <summary>What a binding accepts of a far end in these groups.</summary>
    public PacketSet Accepted(ImmutableArray<string> groups, Direction direction, ImmutableArray<string> farGroups) => Policy(groups).Accepted(direction, farGroups);

    /// <summary>The groups that a binding's rules of a direction name.</summary>
    public ImmutableArray<string> Peers(ImmutableArray<string> groups, Direction direction) => Policy(groups).Peers(direction);

    /// <summary>The interface that has an address in a network; null when none does.</summary>
    public NetworkInterface? HolderOf(Network network, IpAddress address) => World.HolderOf(network.Scope, network.VpcId, address);

    private BindingPolicy Policy(ImmutableArray<string> groups)
    {
        string key = string.Join(',', groups);
        if (_policies.TryGetValue(key, out var policy))
            return policy;
        if (_policies.Count >= MostKept)
            _policies = _policies.Clear();
        _policies = _policies.Add(key, policy = BindingPolicy.Of(World, groups, _earlier.GetValueOrDefault(key)));
        return policy;
    }

    /// <summary>The policy of these groups is to be looked at again when it is asked for.</summary>
    private void Renew(string key)
    {
        if (!_policies.TryGetValue(key, out var policy))
            return;
        _policies = _policies.Remove(key);
        _earlier = _earlier.SetItem(key, policy);
    }

    /// <summary>Lets go of what belongs to guards that are gone, or were changed since.</summary>
    private void Forget()
    {
        _readings = _readings.RemoveRange(_readings.Values.Where(reading => IsGone(reading.Guard)).Select(reading => reading.Guard.Id));
        _exposures = _exposures.RemoveRange(_exposures.Values.Where(exposure => IsGone(exposure.Reading.Guard)).Select(exposure => exposure.Reading.Guard.Id));
    }

    private bool IsGone(Guard guard) => !ReferenceEquals(World.Guards.GetValueOrDefault(guard.Id), guard);

    private void ReadAgain()
    {
        foreach (var (id, reading) in _readings)
        {
            if (GuardReading.Of(reading.Guard, World) is var read && !read.IsSame(reading))
                _readings = _readings.SetItem(id, read);
        }
    }

    private sealed record Exposure(GuardReading Reading, ImmutableHashSet<string> Bindings, ImmutableHashSet<string> Stale);

    private static string KeyOf(string binding) => binding[(binding.IndexOf(':', StringComparison.Ordinal) + 1)..];
}

/// <summary>Where addresses mean one interface: a network of a scope.</summary>
internal readonly record struct Network(Scope Scope, string VpcId)
{
    public static Network Of(NetworkInterface one) => new(one.Scope, one.VpcId);
}
