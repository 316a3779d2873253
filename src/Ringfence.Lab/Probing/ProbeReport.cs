using Ringfence.Lab.Topology;

namespace Ringfence.Lab.Probing;

/// <summary>What was captured of the probes that were sent together.</summary>
/// <param name="Arrivals">Every marked packet, wherever it came out.</param>
/// <param name="Unsent">Probes that did not leave: the sender has no device, or it is down. They have no verdict.</param>
public sealed record ProbeReport(IReadOnlyList<Arrival> Arrivals, IReadOnlyList<Probe> Unsent)
{
    /// <summary>True when all the probe's packets came out at its far end.</summary>
    /// <exception cref="InvalidOperationException">The probe did not leave.</exception>
    public bool Reached(Probe probe) => Count(probe, probe.To.Node) >= probe.Packets.Count;

    /// <summary>How many of the probe's packets came out at a node.</summary>
    /// <exception cref="InvalidOperationException">The probe did not leave.</exception>
    public int Count(Probe probe, LabNode at) => Unsent.Contains(probe)
        ? throw new InvalidOperationException($"{probe} did not leave: {probe.From.Node.Name} has no device that is up.")
        : Arrivals.Count(arrival => arrival.Marker == probe.Marker && arrival.Node == at);

    /// <summary>Nodes other than the far end where the probe came out.</summary>
    public IEnumerable<LabNode> Elsewhere(Probe probe) =>
        Arrivals.Where(arrival => arrival.Marker == probe.Marker && arrival.Node != probe.To.Node).Select(arrival => arrival.Node).Distinct();
}
