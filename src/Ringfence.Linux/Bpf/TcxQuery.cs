namespace Ringfence.Linux.Bpf;

/// <summary>The programs at a device's tcx hook, first to run first.</summary>
public static unsafe class TcxQuery
{
    private const int Most = 64;

    /// <summary>Program ids and the ids of the links that hold them (0: attached without a link).</summary>
    /// <exception cref="BpfException">No such device, or no tcx.</exception>
    public static IReadOnlyList<(uint Program, uint Link)> Programs(uint ifindex, TcxHook hook) => TryPrograms(ifindex, hook) ?? throw new BpfException(Operation(ifindex, hook), Libc.Einval);

    /// <summary>The same; null: this kernel has no tcx.</summary>
    /// <exception cref="BpfException">No such device.</exception>
    public static IReadOnlyList<(uint Program, uint Link)>? TryPrograms(uint ifindex, TcxHook hook)
    {
        uint* programs = stackalloc uint[Most];
        uint* links = stackalloc uint[Most];
        var call = default(BpfCall);
        call.Set32(0, ifindex);
        call.Set32(4, (uint)hook);
        call.Set64(16, (ulong)programs);
        call.Set32(24, Most);
        call.Set64(40, (ulong)links);
        new Span<uint>(links, Most).Clear();
        int result = call.Try(BpfCall.ProgramQuery);
        if (result == -Libc.Einval)
            return null;
        if (result < 0)
            throw new BpfException(Operation(ifindex, hook), -result);
        var found = new List<(uint, uint)>();
        for (int i = 0; i < (int)call.Get32(24); i++)
            found.Add((programs[i], links[i]));
        return found;
    }

    private static string Operation(uint ifindex, TcxHook hook) => $"query of tcx {hook} of device {ifindex}";
}
