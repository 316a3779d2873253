using Ringfence.Linux.Conntrack;

namespace Ringfence.Datapath.Flows;

/// <summary>A tracked flow that the policy refuses by now.</summary>
/// <param name="Reference">Names its entry.</param>
/// <param name="Original">The first packet's tuple.</param>
/// <param name="Reply">The tuple of the answers: what a packet would have that reopens the flow from the other end.</param>
/// <param name="Sides">Which sides had accepted it.</param>
internal sealed record RefusedFlow(ConntrackReference Reference, ConntrackTuple Original, ConntrackTuple Reply, uint Sides);

/// <summary>Carries out what the sweeper finds, in order with the changes of the rules.</summary>
internal interface IFlowCutter
{
    /// <summary>
    /// Bars the answers of these flows and deletes their entries, if the generation is still the one in force.
    /// </summary>
    /// <returns>False when it is not, or the kernel refused: nothing was cut.</returns>
    Task<bool> CutAsync(uint generation, IReadOnlyList<RefusedFlow> flows, IReadOnlyList<CutFlow> barred);

    /// <summary>Lifts bars again.</summary>
    Task LiftAsync(IReadOnlyList<CutFlow> flows);
}

/// <summary>A flow that was cut; its answers are barred until <paramref name="Until"/> (a timestamp of the time provider).</summary>
internal sealed record CutFlow(ConntrackTuple Original, ConntrackTuple Reply, uint Sides, long Until);
