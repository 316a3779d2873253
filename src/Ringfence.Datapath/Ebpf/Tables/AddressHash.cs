using Ringfence.Datapath.Ebpf.Layout;

namespace Ringfence.Datapath.Ebpf.Tables;

/// <summary>rf_hash_address in bpf/classify.h, with the host's secret.</summary>
internal readonly record struct AddressHash(uint SecretLow, uint SecretHigh)
{
    private const ulong Multiplier = 0x9e3779b97f4a7c15;

    public uint Of(KernelAddress address)
    {
        ulong h = unchecked((address.Low ^ SecretLow) * Multiplier);
        h = unchecked((h ^ (h >> 32) ^ address.High ^ ((ulong)SecretHigh << 32)) * Multiplier);
        // A product carries upwards only: what differs in the last bytes of a subnet alone has not reached the bits below yet.
        h = unchecked((h ^ (h >> 32)) * Multiplier);
        return (uint)(h >> 32);
    }

    /// <summary>rf_other_line: where an address is whose own line is full. Never the same line.</summary>
    /// <param name="hash">The address' hash.</param>
    /// <param name="mask">Lines of the table less one.</param>
    public static uint OtherLine(uint hash, uint mask)
    {
        uint other = (uint)(unchecked(hash * Multiplier) >> 32) & mask;
        return other == (hash & mask) ? other ^ 1 : other;
    }
}
