using System.Collections.Immutable;
using Ringfence.Control.Distribution;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Analysis;

/// <summary>What the interfaces of a scope accept at one world, as packet sets made of the tables that their hosts enforce. Not for two threads at once.</summary>
public sealed class CompiledWorld
{
    private readonly Dictionary<string, HostTables> _hosts;
    private readonly AcceptedPackets _accepted = new();

    private CompiledWorld(ImmutableArray<NetworkInterface> interfaces, Dictionary<string, HostTables> hosts) => (Interfaces, _hosts) = (interfaces, hosts);

    /// <summary>The interfaces, in the order of their ids.</summary>
    public ImmutableArray<NetworkInterface> Interfaces { get; }

    /// <summary>Compiles the hosts of some interfaces.</summary>
    /// <param name="world">The world.</param>
    /// <param name="interfaces">Interfaces of the world.</param>
    /// <param name="exceeded">What does not fit the limits of the tables; null when all does.</param>
    /// <returns>The compiled world, or null.</returns>
    public static CompiledWorld? Of(World world, IEnumerable<NetworkInterface> interfaces, out Exceeded? exceeded)
    {
        ImmutableArray<NetworkInterface> all = [.. interfaces.OrderBy(one => one.Id, StringComparer.Ordinal)];
        var builder = new HostPolicyBuilder(world);
        var tables = new Dictionary<string, HostTables>(StringComparer.Ordinal);
        foreach (string host in all.Select(one => one.Host).Distinct())
        {
            var result = HostCompiler.Compile(builder.Add(host));
            exceeded = result as Exceeded;
            if (result is not Compiled compiled)
                return null;
            tables.Add(host, compiled.Tables);
        }

        exceeded = null;
        return new CompiledWorld(all, tables);
    }

    /// <summary>What one of the interfaces accepts. Interfaces of a host with the same policy have the same object.</summary>
    public PacketSet Accepted(NetworkInterface networkInterface, Direction direction) => _accepted.Of(_hosts[networkInterface.Host], networkInterface.Id, direction);
}
