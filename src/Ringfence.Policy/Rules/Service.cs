namespace Ringfence.Policy.Rules;

/// <summary>
/// What a rule says about protocol and destination port. Closed hierarchy: a literal or a service template.
/// </summary>
public abstract record Service
{
    private protected Service()
    {
    }

    /// <summary>Every protocol, every port: the vendor's <c>ALL</c>.</summary>
    public static LiteralService Any { get; } = new(null, PortSet.All);
}

/// <summary>A protocol with a set of destination ports, or everything.</summary>
/// <param name="Protocol">The protocol; null means every protocol.</param>
/// <param name="Ports">Destination ports; all ports unless the protocol is TCP or UDP.</param>
public sealed record LiteralService(IpProtocol? Protocol, PortSet Ports) : Service
{
    /// <summary>True when a packet of this protocol and destination port is meant. The port is ignored for protocols without ports. Allocates nothing.</summary>
    public bool Contains(IpProtocol protocol, ushort port) =>
        Protocol is not { } own || (own == protocol && (!own.HasPorts || Ports.Contains(port)));

    /// <summary><c>ALL</c>, <c>icmp</c> or <c>tcp:80,443</c>.</summary>
    public override string ToString() => Protocol is not { } own ? "ALL" : own.HasPorts ? $"{own}:{Ports}" : own.ToString();
}

/// <summary>Every service of a service template (<c>ppm-</c>) or of the templates of a service template group (<c>ppmg-</c>).</summary>
/// <param name="TemplateId">The template's or group's id.</param>
public sealed record TemplateService(string TemplateId) : Service
{
    /// <inheritdoc/>
    public override string ToString() => TemplateId;
}
