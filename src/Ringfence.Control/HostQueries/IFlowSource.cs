using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.HostQueries;

/// <summary>Where the control plane asks what flows through hosts: the agents, as far as this server reaches them.</summary>
public interface IFlowSource
{
    /// <summary>
    /// The flows that a host lets through now, of all accounts, in no useful order. Memory does not grow with their number. Null: no agent of that name is in reach.
    /// </summary>
    /// <exception cref="IOException">The host's kernel refused.</exception>
    IAsyncEnumerable<ObservedFlow>? Read(string host, CancellationToken cancellationToken);
}

/// <summary>A conversation that is let through, at one interface.</summary>
/// <param name="InterfaceId">The interface.</param>
/// <param name="Opened">The direction of the first packet, seen from the instance.</param>
/// <param name="Protocol">The IP protocol.</param>
/// <param name="Local">The instance's address.</param>
/// <param name="LocalPort">Its port; 0 for protocols without ports.</param>
/// <param name="Remote">The far address.</param>
/// <param name="RemotePort">Its port.</param>
/// <param name="State">How far it has come, as the driver calls it.</param>
/// <param name="OpenedAt">When its first packet passed; null when the driver cannot tell.</param>
/// <param name="LastSeen">When its last packet passed; null when the driver cannot tell.</param>
/// <param name="Rule">The rule that lets it in; null: a failsafe port, or a rule that is gone.</param>
/// <param name="Revision">The last revision that it was judged by; null when the driver cannot tell.</param>
/// <param name="IsCurrent">Whether that is what is in force; if not, its next packet is judged.</param>
public sealed record ObservedFlow(
    string InterfaceId,
    Direction Opened,
    IpProtocol Protocol,
    IpAddress Local,
    ushort LocalPort,
    IpAddress Remote,
    ushort RemotePort,
    string State,
    DateTimeOffset? OpenedAt,
    DateTimeOffset? LastSeen,
    RuleId? Rule,
    long? Revision,
    bool IsCurrent)
{
    /// <summary>Its ends have begun to close it, or have: it is listed for a while longer, and a change has nothing of it to cut.</summary>
    public bool IsClosing { get; init; }
}

/// <summary>A server without agents.</summary>
public sealed class NoFlows : IFlowSource
{
    /// <inheritdoc/>
    public IAsyncEnumerable<ObservedFlow>? Read(string host, CancellationToken cancellationToken) => null;
}
