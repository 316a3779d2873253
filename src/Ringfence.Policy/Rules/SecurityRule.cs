namespace Ringfence.Policy.Rules;

/// <summary>What a matching rule does with the packet.</summary>
public enum RuleAction : byte
{
    /// <summary>Silently discarded: no ICMP error, no TCP reset (doc 213/39740).</summary>
    Drop = 0,

    /// <summary>Accepted, and the flow with it.</summary>
    Accept = 1,
}

/// <summary>Which way a packet goes, seen from the instance.</summary>
public enum Direction : byte
{
    /// <summary>Towards the instance; the far address is the source.</summary>
    Ingress = 0,

    /// <summary>From the instance; the far address is the destination.</summary>
    Egress = 1,
}

/// <summary>
/// The identity of a rule below its position: it stays when the rule is moved or other rules come and go, and is never given again.
/// Unique in the whole deployment, positive.
/// </summary>
public readonly record struct RuleId(long Value)
{
    /// <summary>The id of what is no rule of a group: where every group is in observe mode, everything is accepted by this.</summary>
    public static RuleId PassAll => default;

    /// <inheritdoc/>
    public override string ToString() => $"r{Value}";
}

/// <summary>A rule as the engine sees it: peer × service × action, with its stable identity.</summary>
/// <param name="Id">Stable identity.</param>
/// <param name="Peer">The far end.</param>
/// <param name="Service">Protocol and destination ports.</param>
/// <param name="Action">What happens to a match.</param>
public sealed record SecurityRule(RuleId Id, Peer Peer, Service Service, RuleAction Action);
