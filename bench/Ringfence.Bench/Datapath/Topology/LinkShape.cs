namespace Ringfence.Bench.Datapath.Topology;

/// <summary>How the router joins its two devices.</summary>
internal enum LinkShape
{
    /// <summary>It routes.</summary>
    Routed,

    /// <summary>Both are ports of a bridge.</summary>
    Bridged,
}
