using System.Collections.Immutable;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Replay;

/// <summary>Where packets are dropped.</summary>
/// <param name="InterfaceId">The interface at which the row's sample is; others with the same policy are in the same row.</param>
/// <param name="Direction">The direction.</param>
/// <param name="Rule">The rule that drops them; null when none matches.</param>
public sealed record ReplayDrop(string InterfaceId, Direction Direction, RuleId? Rule);

/// <summary>Flows that are treated alike.</summary>
public sealed record ReplayRow
{
    /// <summary>Where the policy drops them; null when it lets them pass.</summary>
    public required ReplayDrop? Drop { get; init; }

    /// <summary>Where the other policy does; null when it lets them pass, and when there is none.</summary>
    public required ReplayDrop? OtherDrop { get; init; }

    /// <summary>Their protocol.</summary>
    public required IpProtocol Protocol { get; init; }

    /// <summary>Their destination port; null for protocols without ports, and for the rest when there are too many different rows.</summary>
    public required ushort? Port { get; init; }

    /// <summary>How many flows.</summary>
    public required long Flows { get; init; }

    /// <summary>Of these: their records say that they were refused when they were recorded.</summary>
    public required long RejectedFlows { get; init; }

    /// <summary>Of these: who opened them was guessed, because the trace does not show it.</summary>
    public required long GuessedFlows { get; init; }

    /// <summary>Packets of the flows that are treated so.</summary>
    public required long Packets { get; init; }

    /// <summary>Bytes, likewise.</summary>
    public required long Bytes { get; init; }

    /// <summary>The first of them, as its opener sent it.</summary>
    public required TracedPacket Sample { get; init; }
}

/// <summary>What a replay has found.</summary>
public sealed record ReplayReport
{
    /// <summary>Everything that was given to it.</summary>
    public required long Packets { get; init; }

    /// <summary>
    /// Conversations, as far as the table of flows could hold them apart. One that is dropped from one end and comes from the other is two, since what is dropped makes no flow.
    /// </summary>
    public required long Flows { get; init; }

    /// <summary>Flows between addresses of which none is an interface's: nobody judges them.</summary>
    public required long ForeignFlows { get; init; }

    /// <summary>Flows that pass (under both policies, where there are two).</summary>
    public required long PassedFlows { get; init; }

    /// <summary>Flows that are dropped (under both).</summary>
    public required long DroppedFlows { get; init; }

    /// <summary>Flows that the other policy treats differently; 0 when there is none.</summary>
    public required long DifferentFlows { get; init; }

    /// <summary>Flows of which the trace does not show who opened them: it was guessed by the ports, or whoever is seen first.</summary>
    public required long GuessedFlows { get; init; }

    /// <summary>Flows that the table gave up while they may have gone on: if they did, they were judged again and counted twice.</summary>
    public required long ForgottenFlows { get; init; }

    /// <summary>Messages between neighbours that pass: no rule is asked.</summary>
    public required long PassedNeighbours { get; init; }

    /// <summary>Those that never pass, because an instance has no business to send or to get them: router advertisements from an instance.</summary>
    public required long DroppedNeighbours { get; init; }

    /// <summary>With one policy what it drops, with two what they treat differently; most flows first.</summary>
    public required ImmutableArray<ReplayRow> Rows { get; init; }
}
