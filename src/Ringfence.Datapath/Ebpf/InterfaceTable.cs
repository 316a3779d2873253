using Ringfence.Datapath.Ebpf.Layout;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// The program's interface records: at ifindex modulo their number, or elsewhere when another one sits there (rf_displaced). An index never goes from one device to another
/// while flows of the first are in the table.
/// </summary>
internal sealed class InterfaceTable(EbpfProgram program)
{
    private readonly FlowTable _flows = new(program);

    /// <summary>Records that name a device.</summary>
    public IEnumerable<(int Index, uint Ifindex)> Occupied()
    {
        var found = new List<(int, uint)>();
        var records = program.Interfaces;
        for (int i = 0; i < records.Length; i++)
        {
            if (records[i].Ifindex != 0)
                found.Add((i, records[i].Ifindex));
        }

        return found;
    }

    /// <summary>The record of a device; -1: it has none.</summary>
    public int Find(uint ifindex)
    {
        int home = (int)(ifindex & (program.Sizes.Interfaces - 1));
        if (program.Interfaces[home].Ifindex == ifindex)
            return home;
        Span<byte> place = stackalloc byte[4];
        return program.Map("rf_displaced").TryLookup(BitConverter.GetBytes(ifindex), place) ? (int)BitConverter.ToUInt32(place) : -1;
    }

    /// <summary>The word in force for a device; 0: closed, or unknown.</summary>
    public ulong Current(uint ifindex) => Find(ifindex) is >= 0 and var index ? Volatile.Read(ref program.Interfaces[index].Current) : 0;

    /// <summary>Sets what is enforced at a device: one store, when the device has a record; else the record is made with it.</summary>
    /// <exception cref="IOException">All records are in use.</exception>
    public void Set(uint ifindex, ulong word)
    {
        int index = Find(ifindex);
        if (index >= 0)
        {
            Volatile.Write(ref program.Interfaces[index].Current, word);
            return;
        }

        index = (int)(ifindex & (program.Sizes.Interfaces - 1));
        if (program.Interfaces[index].Ifindex != 0)
        {
            index = program.Interfaces.ToArray().AsSpan().IndexOfFree();
            if (index < 0)
                throw new IOException($"All {program.Sizes.Interfaces} interface records are in use.");
            program.Map("rf_displaced").Update(BitConverter.GetBytes(ifindex), BitConverter.GetBytes((uint)index));
        }

        // Flows of the device that had this index before must not meet this one's policy as if they were its own.
        _flows.Remove(flow => flow.Key.Interface == index);
        Volatile.Write(ref program.Interfaces[index].Current, word);
        Volatile.Write(ref program.Interfaces[index].Ifindex, ifindex);
    }

    /// <summary>Forgets a device. What still comes from it is dropped.</summary>
    public void Remove(uint ifindex)
    {
        int index = Find(ifindex);
        if (index < 0)
            return;
        Volatile.Write(ref program.Interfaces[index].Ifindex, 0);
        Volatile.Write(ref program.Interfaces[index].Current, 0);
        program.Map("rf_displaced").Delete(BitConverter.GetBytes(ifindex));
    }
}

/// <summary>Finding room.</summary>
internal static class InterfaceRecords
{
    /// <summary>The first record that nobody has; -1: none.</summary>
    public static int IndexOfFree(this Span<KernelInterface> records)
    {
        for (int i = 0; i < records.Length; i++)
        {
            if (records[i].Ifindex == 0)
                return i;
        }

        return -1;
    }
}
