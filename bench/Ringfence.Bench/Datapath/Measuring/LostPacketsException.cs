using System.Globalization;

namespace Ringfence.Bench.Datapath.Measuring;

/// <summary>A slice does not count: not the packets arrived that had to.</summary>
internal sealed class LostPacketsException(int sent, int expected, long arrived)
    : IOException(string.Create(CultureInfo.InvariantCulture, $"Of {sent} packets {arrived} arrived; {expected} should have."));
