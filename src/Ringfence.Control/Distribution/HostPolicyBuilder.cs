using System.Collections.Immutable;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Hosting;

namespace Ringfence.Control.Distribution;

/// <summary>
/// The policies of the hosts that are asked for, kept up to date world by world. Each is what the whole world means for that host; rule lists, address sets and
/// interfaces that a commit did not change are the same objects as before, and are shared between hosts. A member joining or leaving a group costs the
/// same whatever the size of the group. Not for two threads at once.
/// </summary>
/// <remarks>
/// Ids: <c>sg-xxxxxxxx/in@vpc-…</c> and <c>…/out@…</c> for the lists of a group in a network, <c>sg-xxxxxxxx@vpc-…</c> for its members there.
/// Only lists that decide for an interface of the host, and sets that such a list names, are in its policy.
/// </remarks>
public sealed class HostPolicyBuilder
{
    private readonly SharedParts _parts;
    private readonly Dictionary<string, HostView> _hosts = [];

    /// <summary>Starts at a world, with no hosts.</summary>
    public HostPolicyBuilder(World world) => _parts = new SharedParts(world);

    /// <summary>The world that every policy is at.</summary>
    public World World => _parts.World;

    /// <summary>The policy of a host that was added.</summary>
    public HostPolicy this[string host] => _hosts[host].Policy;

    /// <summary>Builds a host's policy and keeps it up to date from now on; the one that is there when it was added before. Any name: a host without interfaces has an empty policy.</summary>
    public HostPolicy Add(string host)
    {
        if (!_hosts.TryGetValue(host, out var view))
            _hosts[host] = view = new HostView(host, _parts);
        return view.Policy;
    }

    /// <summary>Forgets a host.</summary>
    public void Remove(string host)
    {
        if (_hosts.Remove(host, out var view))
            view.Release();
    }

    /// <summary>
    /// Brings every policy to another world, a later or an earlier one. Revisions that do not lead there from the present world, or back, are not looked at: the worlds are compared.
    /// </summary>
    /// <returns>The hosts that it concerns, also such as were not added.</returns>
    public IReadOnlySet<string> Advance(World world, ImmutableArray<Revision> between)
    {
        var delta = WorldDelta.Between(World, world, between);
        _parts.Advance(delta);
        var concerned = delta.HostsOfInterfaces().ToHashSet();
        foreach (var (host, view) in _hosts)
        {
            if (view.Advance(delta))
                concerned.Add(host);
        }

        return concerned;
    }
}
