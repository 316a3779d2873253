using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Linux.Bpf;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// Which device has which index: ifindex modulo their number, or another one when somebody sits there (rf_displaced). An index never goes from one device to another while
/// flows or packets of the first are on their way.
/// </summary>
internal sealed class InterfaceTable(EbpfProgram program)
{
    private readonly FlowTable _flows = new(program);
    private readonly HashSet<int> _vacated = [];
    private uint _displaced = program.Host.Displaced;

    /// <summary>Indexes that a device has.</summary>
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

    /// <summary>The device that the kernel's table says has an index; 0: none.</summary>
    public uint DeviceAt(int index) => Volatile.Read(ref program.Interfaces[index].Ifindex);

    /// <summary>The index of a device; -1: it has none.</summary>
    public int Find(uint ifindex)
    {
        int home = (int)(ifindex & (program.Sizes.Interfaces - 1));
        if (program.Interfaces[home].Ifindex == ifindex)
            return home;
        Span<byte> place = stackalloc byte[4];
        return program.Map("rf_displaced").TryLookup(BitConverter.GetBytes(ifindex), place) ? (int)BitConverter.ToUInt32(place) : -1;
    }

    /// <summary>The device's index, found or given. What is enforced at it says the image.</summary>
    /// <exception cref="IOException">All are in use.</exception>
    public int Place(uint ifindex)
    {
        int index = Find(ifindex);
        if (index >= 0)
            return index;
        index = (int)(ifindex & (program.Sizes.Interfaces - 1));
        if (program.Interfaces[index].Ifindex != 0)
        {
            index = program.Interfaces.IndexOfFree();
            if (index < 0)
                throw new IOException($"All {program.Sizes.Interfaces} interface records are in use.");
            program.Map("rf_displaced").Update(BitConverter.GetBytes(ifindex), BitConverter.GetBytes((uint)index));
            Volatile.Write(ref program.Host.Displaced, ++_displaced);
        }

        if (_vacated.Contains(index))
        {
            GracePeriod.Wait();
            _vacated.Clear();
        }

        // Flows of the device that had this index before must not meet this one's policy as if they were its own.
        _flows.Remove(flow => flow.Key.Interface == index);
        Volatile.Write(ref program.Interfaces[index].Ifindex, ifindex);
        return index;
    }

    /// <summary>Puts a device back where somebody wrote over it.</summary>
    public void Restore(int index, uint ifindex)
    {
        Volatile.Write(ref program.Interfaces[index].Ifindex, ifindex);
        if (index != (int)(ifindex & (program.Sizes.Interfaces - 1)))
            program.Map("rf_displaced").Update(BitConverter.GetBytes(ifindex), BitConverter.GetBytes((uint)index));
    }

    /// <summary>Puts right how many devices are not at home, which the program looks at before it looks for them.</summary>
    /// <returns>True: somebody had changed it.</returns>
    public bool RestoreCount()
    {
        if (Volatile.Read(ref program.Host.Displaced) == _displaced)
            return false;
        Volatile.Write(ref program.Host.Displaced, _displaced);
        return true;
    }

    /// <summary>Forgets a device. What still comes from it is dropped.</summary>
    public void Remove(uint ifindex)
    {
        int index = Find(ifindex);
        if (index < 0)
            return;
        Volatile.Write(ref program.Interfaces[index].Ifindex, 0);
        if (program.Map("rf_displaced").Delete(BitConverter.GetBytes(ifindex)))
            Volatile.Write(ref program.Host.Displaced, --_displaced);
        _vacated.Add(index);
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
