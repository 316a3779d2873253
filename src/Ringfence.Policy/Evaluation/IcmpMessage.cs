using Ringfence.Policy.Addressing;

namespace Ringfence.Policy.Evaluation;

/// <summary>What an ICMP or ICMPv6 message is to flows.</summary>
public enum IcmpMessage
{
    /// <summary>It neither opens a flow nor belongs to one: dropped whatever the rules say, unless it is <see cref="AlwaysAllowed"/>.</summary>
    NoFlow,

    /// <summary>A query: opens a flow, where the rules let it. Bytes 4 and 5 are its identifier.</summary>
    Query,

    /// <summary>The answer to one: belongs to the flow with its identifier, and opens none.</summary>
    Answer,

    /// <summary>An error: belongs to the flow that it quotes.</summary>
    Error,
}

/// <summary>Tells messages by their type, as the datapaths do (<c>bpf/parse.h</c>; connection tracking knows the same queries).</summary>
public static class IcmpMessages
{
    /// <summary>RFC 792 and RFC 950 for ICMP over IPv4; RFC 4443 and RFC 4620 for ICMPv6 over IPv6.</summary>
    public static IcmpMessage Of(AddressFamily family, byte type) => family == AddressFamily.IPv4
        ? type switch
        {
            8 or 13 or 15 or 17 => IcmpMessage.Query,
            0 or 14 or 16 or 18 => IcmpMessage.Answer,
            3 or 4 or 5 or 11 or 12 => IcmpMessage.Error,
            _ => IcmpMessage.NoFlow,
        }
        : type switch
        {
            128 or 139 => IcmpMessage.Query,
            129 or 140 => IcmpMessage.Answer,
            < 128 => IcmpMessage.Error,
            _ => IcmpMessage.NoFlow,
        };
}
