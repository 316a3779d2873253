namespace Ringfence.Linux.Bpf;

/// <summary>The programs at a device's tcx hook, first to run first.</summary>
public static unsafe class TcxQuery
{
    private const int Most = 64;

    /// <summary>Program ids and the ids of the links that hold them (0: attached without a link).</summary>
    /// <exception cref="BpfException">No such device, or no tcx.</exception>
    public static IReadOnlyList<(uint Program, uint Link)> Programs(uint ifindex, TcxHook hook)
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
        call.Invoke(BpfCall.ProgramQuery, $"query of tcx {hook} of device {ifindex}");
        var found = new List<(uint, uint)>();
        for (int i = 0; i < (int)call.Get32(24); i++)
            found.Add((programs[i], links[i]));
        return found;
    }
}
