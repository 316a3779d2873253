using System.Runtime.CompilerServices;
using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Policy.Hosting;

namespace Ringfence.Datapath.Ebpf.Tables;

/// <summary>What is enforced at an interface, in one block of the arena with the interface's own addresses behind it. Never changed once written.</summary>
internal static class EnforcementRecord
{
    /// <summary>Writes the record; its offset is what an interface's word names.</summary>
    /// <exception cref="ArenaFullException">There is no room.</exception>
    public static uint Write(Arena arena, InterfacePolicy of, bool hasLinkHeader, uint classifier, KernelTable ingress, KernelTable egress)
    {
        uint own = Arena.Line * (((uint)Unsafe.SizeOf<KernelEnforcement>() + Arena.Line - 1) / Arena.Line);
        uint block = arena.Allocate(own + ((long)of.Addresses.Length * Unsafe.SizeOf<KernelAddress>()));
        var addresses = arena.At<KernelAddress>(block + own, of.Addresses.Length);
        for (int i = 0; i < addresses.Length; i++)
            addresses[i] = KernelAddress.Of(of.Addresses[i]);

        ref var record = ref arena.At<KernelEnforcement>(block);
        record = new KernelEnforcement
        {
            Ingress = ingress,
            Egress = egress,
            Classifier = classifier,
            Own = block + own,
            OwnCount = (uint)of.Addresses.Length,
            Flags = Flags(of, hasLinkHeader),
        };
        if (of.Mac is { } mac)
        {
            for (int i = 0; i < 6; i++)
                record.Mac[i] = (byte)(mac.Value >> (40 - (8 * i)));
        }

        return block;
    }

    private static KernelInterfaceFlags Flags(InterfacePolicy of, bool hasLinkHeader) =>
        (of.SourceCheck ? KernelInterfaceFlags.SourceCheck : 0)
        | (of.Mac is not null && of.Role == InterfaceRole.Guest ? KernelInterfaceFlags.HasMac : 0)
        | (of.Role == InterfaceRole.Host ? KernelInterfaceFlags.RoleHost : 0)
        | (hasLinkHeader ? 0 : KernelInterfaceFlags.NoLinkHeader);
}
