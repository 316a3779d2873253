namespace Ringfence.Bench.Datapath.Traffic;

/// <summary>What the packets of a slice are to the contender.</summary>
internal enum TrafficKind
{
    /// <summary>All belong to one flow that is there, both sides of which have spoken.</summary>
    EstablishedOne,

    /// <summary>They belong to 100,000 such flows in turn.</summary>
    EstablishedMany,

    /// <summary>Each opens a flow that a rule accepts.</summary>
    NewFlows,

    /// <summary>Each is the first of one of 100,000 established flows since the rules changed.</summary>
    Rejudged,

    /// <summary>No rule accepts any.</summary>
    Denied,
}

/// <summary>The kinds' names for people and files.</summary>
internal static class TrafficKinds
{
    public static string Name(this TrafficKind kind) => kind switch
    {
        TrafficKind.EstablishedOne => "established-1",
        TrafficKind.EstablishedMany => "established-100k",
        TrafficKind.NewFlows => "new",
        TrafficKind.Rejudged => "rejudged",
        TrafficKind.Denied => "denied",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
