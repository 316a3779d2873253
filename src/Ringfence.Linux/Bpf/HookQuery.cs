namespace Ringfence.Linux.Bpf;

/// <summary>Something that packets come to at a device's hook: a program at tcx, or a filter of the clsact qdisc.</summary>
/// <param name="Program">The id of its program; 0: a filter without one.</param>
/// <param name="Link">The tcx link that holds it; 0: attached without a link, or a filter.</param>
/// <param name="Filter">The filter; null: it is at tcx.</param>
public readonly record struct HookOccupant(uint Program, uint Link, DeviceFilter? Filter);

/// <summary>What packets come to at a device's hook. In the calling thread's network namespace.</summary>
public static class HookQuery
{
    /// <summary>All of it in the order in which it runs: tcx (kernel 6.6) comes before clsact. The filters are asked for when the enumeration comes to them.</summary>
    /// <exception cref="IOException">No such device, or the kernel refused.</exception>
    public static IEnumerable<HookOccupant> Occupants(uint ifindex, TcxHook hook)
    {
        foreach (var (program, link) in TcxQuery.TryPrograms(ifindex, hook) ?? [])
            yield return new HookOccupant(program, link, null);
        foreach (var filter in ClsactQuery.Filters(ifindex, hook))
            yield return new HookOccupant(filter.Program, 0, filter);
    }
}
