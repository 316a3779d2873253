using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Policy.Addressing;

namespace Ringfence.Datapath.Ebpf.Tables;

/// <summary>
/// IPv6 addresses (struct rf_hosts6): three to a line, a third of the ways taken. A way's class is written after its address and cleared before it: a reader that finds the address before and
/// after it read the class has the right one.
/// </summary>
internal sealed class HostTable6(Arena arena, AddressHash hash) : HostTable(arena, hash)
{
    private const int HighAt = 0, LowAt = 24, ClassesAt = 48, OverflowAt = 60;
    private const uint OverflowBit = 0x80000000;

    protected override int Ways => 3;

    protected override int Density => 1;

    protected override uint ClassAt(uint line, int way) => Class(line, way);

    protected override KernelAddress KeyAt(uint line, int way) => new() { High = High(line, way), Low = Low(line, way) };

    protected override IpAddress AddressOf(KernelAddress key) => key.ToAddress(6);

    protected override void Put(uint line, int way, KernelAddress key, uint classId)
    {
        Volatile.Write(ref High(line, way), key.High);
        Volatile.Write(ref Low(line, way), key.Low);
        Volatile.Write(ref Class(line, way), classId);
    }

    protected override void SetClass(uint line, int way, uint classId) => Volatile.Write(ref Class(line, way), classId);

    protected override void Clear(uint line, int way) => Volatile.Write(ref Class(line, way), 0);

    protected override void Mark(uint line) => Volatile.Write(ref Arena.At<uint>(LineAt(line) + OverflowAt), OverflowBit);

    private ref ulong High(uint line, int way) => ref Arena.At<ulong>(LineAt(line) + HighAt + (8 * (uint)way));

    private ref ulong Low(uint line, int way) => ref Arena.At<ulong>(LineAt(line) + LowAt + (8 * (uint)way));

    private ref uint Class(uint line, int way) => ref Arena.At<uint>(LineAt(line) + ClassesAt + (4 * (uint)way));
}
