using Ringfence.Policy.Addressing;

namespace Ringfence.Bench.Datapath.Traffic;

/// <summary>A far end: its address, and the instance's port that it speaks to.</summary>
internal readonly record struct FarEnd(IpAddress Address, ushort Port);
