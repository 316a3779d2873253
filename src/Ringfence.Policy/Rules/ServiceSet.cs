using System.Collections.Immutable;

namespace Ringfence.Policy.Rules;

/// <summary>
/// The services of a rule, in canonical form: each protocol once, ascending, or "everything" alone. Two sets that contain the same (protocol, port) pairs
/// are equal. May be empty: an empty service template means no packet.
/// </summary>
public sealed class ServiceSet : IEquatable<ServiceSet>
{
    private ServiceSet(ImmutableArray<LiteralService> services) => Services = services;

    /// <summary>Nothing.</summary>
    public static ServiceSet Empty { get; } = new([]);

    /// <summary>The canonical services.</summary>
    public ImmutableArray<LiteralService> Services { get; }

    /// <summary>True when no packet is meant.</summary>
    public bool IsEmpty => Services.IsEmpty;

    /// <summary>The union of services in any order.</summary>
    public static ServiceSet Of(params IEnumerable<LiteralService> services)
    {
        var ports = new SortedDictionary<byte, List<PortRange>>();
        foreach (var service in services)
        {
            if (service.Protocol is not { } protocol)
                return new ServiceSet([Service.Any]);
            if (!ports.TryGetValue(protocol.Number, out var ranges))
                ports.Add(protocol.Number, ranges = []);
            ranges.AddRange(protocol.HasPorts ? service.Ports.Ranges : PortSet.All.Ranges);
        }

        return new ServiceSet([.. ports.Select(entry => new LiteralService(new IpProtocol(entry.Key), PortSet.Of([.. entry.Value])))]);
    }

    /// <summary>True when a service contains a packet of this protocol and destination port. Allocates nothing.</summary>
    public bool Contains(IpProtocol protocol, ushort port)
    {
        foreach (var service in Services)
        {
            if (service.Contains(protocol, port))
                return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public bool Equals(ServiceSet? other) => other is not null && (Services == other.Services || Services.AsSpan().SequenceEqual(other.Services.AsSpan()));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ServiceSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var service in Services)
            hash.Add(service);
        return hash.ToHashCode();
    }

    /// <summary>The services, separated by spaces.</summary>
    public override string ToString() => string.Join(' ', Services);
}
