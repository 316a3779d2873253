using Ringfence.Lab.Topology;

namespace Ringfence.Lab.Probing;

/// <summary>What was captured of the probes that were sent together.</summary>
/// <param name="Arrivals">Every marked packet, wherever it came out.</param>
public sealed record ProbeReport(IReadOnlyList<Arrival> Arrivals)
{
    /// <summary>True when all the probe's packets came out at its far end.</summary>
    public bool Reached(Probe probe) => Count(probe, probe.To.Node) >= probe.Packets.Count;

    /// <summary>How many of the probe's packets came out at a node.</summary>
    public int Count(Probe probe, LabNode at) => Arrivals.Count(arrival => arrival.Marker == probe.Marker && arrival.Node == at);

    /// <summary>Nodes other than the far end where the probe came out.</summary>
    public IEnumerable<LabNode> Elsewhere(Probe probe) =>
        Arrivals.Where(arrival => arrival.Marker == probe.Marker && arrival.Node != probe.To.Node).Select(arrival => arrival.Node).Distinct();
}
