using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Bench.Datapath.Rules;

/// <summary>A rule that accepts: from a prefix, or from the rule set's one group, on one port.</summary>
/// <param name="Prefix">The far addresses; null: the group's members.</param>
/// <param name="Protocol">TCP or UDP.</param>
/// <param name="Port">The destination port.</param>
internal readonly record struct BenchRule(IpPrefix? Prefix, IpProtocol Protocol, ushort Port)
{
    /// <summary><c>tcp</c> or <c>udp</c>.</summary>
    public string ProtocolName => Protocol == IpProtocol.Udp ? "udp" : "tcp";
}
