using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Policy.Addressing;

namespace Ringfence.Datapath.Ebpf.Tables;

/// <summary>IPv4 addresses (struct rf_hosts4): eight to a line, a quarter of the ways taken. Address and class are one store.</summary>
internal sealed class HostTable4(Arena arena, AddressHash hash) : HostTable(arena, hash)
{
    private const ulong OverflowBit = 0x80000000ul << 32;

    protected override int Ways => 8;

    protected override int Density => 2;

    protected override uint ClassAt(uint line, int way) => (uint)((Way(line, way) & ~OverflowBit) >> 32);

    protected override KernelAddress KeyAt(uint line, int way) => KernelAddress.OfV4((uint)Way(line, way));

    protected override IpAddress AddressOf(KernelAddress key) => key.ToAddress(4);

    protected override void Put(uint line, int way, KernelAddress key, uint classId) => Write(line, way, key.V4 | ((ulong)classId << 32));

    protected override void SetClass(uint line, int way, uint classId) => Write(line, way, (uint)Way(line, way) | ((ulong)classId << 32));

    protected override void Clear(uint line, int way) => Write(line, way, 0);

    protected override void Mark(uint line) => Volatile.Write(ref Way(line, 0), Way(line, 0) | OverflowBit);

    private ref ulong Way(uint line, int way) => ref Arena.At<ulong>(LineAt(line) + ((uint)way * sizeof(ulong)));

    /// <summary>The line's mark is in its first way, and stays.</summary>
    private void Write(uint line, int way, ulong value)
    {
        ref ulong at = ref Way(line, way);
        Volatile.Write(ref at, value | (at & OverflowBit));
    }
}
