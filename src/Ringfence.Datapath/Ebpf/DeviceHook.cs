using System.Globalization;
using Ringfence.Linux.Bpf;

namespace Ringfence.Datapath.Ebpf;

/// <summary>How programs get to devices.</summary>
public enum AttachBy
{
    /// <summary>By tcx, or by clsact where the kernel has no tcx.</summary>
    Best = 0,

    /// <summary>By a tcx link (kernel 6.6), pinned.</summary>
    Tcx = 1,

    /// <summary>By a filter of the clsact qdisc. A no-op there costs 82 ns where tcx costs 30.</summary>
    Clsact = 2,
}

/// <summary>One program at one hook of one device. It stays when the object is disposed.</summary>
internal abstract class DeviceHook : IDisposable
{
    /// <summary>Null: our program is there. Else what is wrong.</summary>
    public abstract string? Problem(BpfProgram ours);

    /// <summary>Not null: somebody else's program runs before ours.</summary>
    public abstract string? Overruled();

    /// <summary>Takes the program off.</summary>
    public abstract void Detach();

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Not null: something that others put at the hook runs before what is ours.</summary>
    private protected static string? Before(uint ifindex, TcxHook hook, Func<HookOccupant, bool> isOurs)
    {
        foreach (var occupant in HookQuery.Occupants(ifindex, hook))
            return isOurs(occupant) ? null : $"{Name(occupant)} runs before ours at device {ifindex}.";
        return null;
    }

    private static string Name(HookOccupant occupant) => occupant.Filter is { } filter
        ? string.Create(CultureInfo.InvariantCulture, $"Filter {filter.Handle:x} ({filter.Kind}, priority {filter.Priority})")
        : string.Create(CultureInfo.InvariantCulture, $"Program {occupant.Program}");
}
