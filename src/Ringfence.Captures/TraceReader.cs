using System.Collections.Immutable;
using System.Globalization;
using Ringfence.Policy.Analysis.Replay;

namespace Ringfence.Captures;

/// <summary>Reads what has passed a wire, packet by packet, from a stream that may be longer than memory. Not for two threads at once.</summary>
public abstract class TraceReader : IDisposable
{
    private const int MostFaults = 20;
    private readonly ImmutableArray<TraceFault>.Builder _faults = ImmutableArray.CreateBuilder<TraceFault>();
    private bool _hasToldDamage;

    private protected TraceReader(StreamWindow window) => Window = window;

    /// <summary>How many bytes of the stream have been read; of a compressed one, those that are in it.</summary>
    public long BytesRead => Window.BytesRead;

    /// <summary>Packets and records that were read and are not judged, by the reason.</summary>
    public PassedOverCounts PassedOver { get; } = new();

    /// <summary>Records that are not what they must be. Reading goes on behind them wherever that can be found.</summary>
    public long Malformed { get; private set; }

    /// <summary>The first of them.</summary>
    public ImmutableArray<TraceFault> Faults => [.. _faults];

    /// <summary>Reads the next packet that is to be judged.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public bool TryRead(out TracedPacket packet)
    {
        if (TryReadNext(out packet))
            return true;
        if (Window.Damage is { } damage && !_hasToldDamage)
            Fault(string.Create(CultureInfo.InvariantCulture, $"offset {Window.Position}"), $"The compressed content ends here: {damage}");
        _hasToldDamage = true;
        return false;
    }

    /// <summary>Closes the stream.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the stream.</summary>
    protected virtual void Dispose(bool disposing) => Window.Dispose();

    /// <summary>The content.</summary>
    private protected StreamWindow Window { get; }

    private protected abstract bool TryReadNext(out TracedPacket packet);

    private protected void Fault(string place, string message)
    {
        Malformed++;
        if (_faults.Count < MostFaults)
            _faults.Add(new TraceFault(place, message));
    }
}

/// <summary>A record that cannot be read.</summary>
/// <param name="Place"><c>line 7</c>, <c>record 7</c> or <c>offset 1234</c>: where it begins, in the decompressed content of a compressed file.</param>
/// <param name="Message">What is wrong with it.</param>
public readonly record struct TraceFault(string Place, string Message);

/// <summary>What a trace holds beside packets that are judged.</summary>
public sealed class PassedOverCounts
{
    /// <summary>Frames of other protocols than IP: ARP, LLDP, …</summary>
    public long NotIp { get; internal set; }

    /// <summary>Later fragments: they share the fate of their first.</summary>
    public long LaterFragments { get; internal set; }

    /// <summary>ICMP errors: they belong to the flow that they speak of.</summary>
    public long ErrorMessages { get; internal set; }

    /// <summary>
    /// Packets that are dropped whatever the rules say: IPv6 routing headers with segments left, extension headers out of place or too many, ICMP that neither opens a flow nor belongs to one, messages
    /// between neighbours from beyond the link.
    /// </summary>
    public long AlwaysDropped { get; internal set; }

    /// <summary>Packets that were recorded too short to show their ports.</summary>
    public long TooShort { get; internal set; }

    /// <summary>Records of a flow log without a flow: <c>NODATA</c>, <c>SKIPDATA</c>.</summary>
    public long NoData { get; internal set; }
}
