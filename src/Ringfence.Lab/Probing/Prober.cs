using Ringfence.Lab.Topology;
using Ringfence.Linux.Namespaces;

namespace Ringfence.Lab.Probing;

/// <summary>
/// Sends probes and reads at the far ends what became of them. After the probes a fence is sent the same way; when it is back, the host has decided about
/// everything before it and what passed lies in the captures. So a verdict is never guessed from time that went by. All of it runs on one thread that stays
/// on one CPU, because the kernel keeps the order of packets per CPU.
/// </summary>
public sealed class Prober : IDisposable
{
    private readonly IReadOnlyList<LabNode> _nodes;
    private readonly DedicatedThread _thread;

    internal Prober(IReadOnlyList<LabNode> nodes)
    {
        _nodes = nodes;
        _thread = new DedicatedThread("prober", PinToAnyProcessor);
    }

    /// <summary>Sends probes in order and reads what came of them.</summary>
    public ProbeReport Send(params Probe[] probes) => _thread.Run(() => SendHere(probes, fences: 1));

    /// <summary>
    /// As <see cref="Send(Probe[])"/>, and gives the far ends' kernels time for as many answers as fences are asked for: an echo request's reply needs a second one.
    /// </summary>
    public ProbeReport SendAndAwaitReplies(Probe probe, int fences = 3) => _thread.Run(() => SendHere([probe], fences));

    /// <summary>Runs on the probing thread: for loops that must not pay a thread change for each probe. <see cref="Send(Probe[])"/> may be called inside.</summary>
    public Task<T> RunAsync<T>(Func<T> loop) => _thread.RunAsync(loop);

    /// <inheritdoc/>
    public void Dispose() => _thread.Dispose();

    internal void AwaitLink(LabStation station) => _thread.Run(station.AwaitLink);

    private static void PinToAnyProcessor()
    {
        for (int processor = Math.Min(Environment.ProcessorCount, 64) - 1; ; processor--)
        {
            try
            {
                ProcessorAffinity.PinCurrentThread(processor);
                return;
            }
            catch (IOException) when (processor > 0)
            {
                // A process may be confined to some CPUs; ProcessorCount counts them without naming them.
            }
        }
    }

    private ProbeReport SendHere(ReadOnlySpan<Probe> probes, int fences)
    {
        foreach (var probe in probes)
            probe.To.Node.Expect(probe.To.Address.Family, probe.Protocol.Number);
        foreach (var node in _nodes)
            node.Drain(null);

        var senders = new List<LabNode>();
        var unsent = new List<Probe>();
        foreach (var probe in probes)
        {
            if (!TrySend(probe))
                unsent.Add(probe);
            if (!senders.Contains(probe.From.Node))
                senders.Add(probe.From.Node);
        }

        for (int i = 0; i < fences; i++)
        {
            foreach (var sender in senders)
                sender.Fence();
        }

        var arrivals = new List<Arrival>(probes.Length);
        foreach (var node in _nodes)
            node.Drain(arrivals);
        return new ProbeReport(arrivals, unsent);
    }

    private static bool TrySend(Probe probe)
    {
        bool sent = true;
        foreach (byte[] packet in probe.Packets)
            sent &= probe.AreFrames ? probe.From.Node.TrySendFrame(packet) : probe.From.Node.TrySendPacket(packet, probe.To);
        return sent;
    }
}
