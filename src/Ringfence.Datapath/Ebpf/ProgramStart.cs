using Ringfence.Linux.Bpf;

namespace Ringfence.Datapath.Ebpf;

/// <summary>How a life comes to its program: from what the one before has pinned, as far as that fits this build and these sizes.</summary>
internal static class ProgramStart
{
    /// <summary>
    /// Takes over program and maps of this build; else loads the program, with the maps that are there when their sizes and layouts are its own, or with new ones. All of it is pinned then, and set as the options say. Nothing is
    /// attached, and what is goes on enforcing.
    /// </summary>
    /// <returns>The program, and whether its maps are those of a previous life.</returns>
    /// <exception cref="BpfLoadException">The kernel refused the program, and why.</exception>
    public static (EbpfProgram Program, bool Adopted) Run(EbpfPins pins, EbpfOptions options)
    {
        var maps = pins.TryGetMaps();
        bool fit = maps is not null && EbpfMaps.Fit(maps, options.Sizes);
        var adopted = fit ? TryAdopt(pins, options.Sizes, maps!) : null;
        // Programs of this very build need no look at the types, which takes a while.
        fit = adopted is not null || (fit && MapLayout.IsOurs(maps!["rf_host"]));
        var program = adopted ?? EbpfProgram.Load(options.Sizes, fit ? maps : null);
        try
        {
            HostSettings.Write(ref program.Host, options);
            if (!fit)
                PinNew(program, pins, maps);
            if (adopted is null)
                PinnedPrograms.Replace(pins, EbpfProgram.Image, program.Programs);
            return (program, fit);
        }
        catch
        {
            program.Dispose();
            throw;
        }
    }

    /// <summary>The program that a life of this build has pinned as verified, with its maps; null when there is none.</summary>
    internal static EbpfProgram? TryAdopt(EbpfPins pins, EbpfSizes sizes, Dictionary<string, BpfMap> maps) =>
        PinnedPrograms.TryGet(pins, EbpfProgram.Image, EbpfProgram.ProgramNames, maps.Where(map => map.Key != EbpfProgram.RuleIdsMap).Select(map => map.Value)) is { } verified
            ? EbpfProgram.Adopt(sizes, maps, verified)
            : null;

    /// <summary>Names the program's own maps. Of earlier ones, which do not fit, only the hits are kept, and since when they are counted.</summary>
    private static void PinNew(EbpfProgram program, EbpfPins pins, Dictionary<string, BpfMap>? earlier)
    {
        DateTimeOffset? since = earlier is not null && MapLayout.IsOurs(earlier["rf_host"], "rf_rule_hits") && new RuleNumberMap(program).TakeOver(earlier) ? pins.CountingSince : null;
        foreach (var map in earlier?.Values.AsEnumerable() ?? [])
            map.Dispose();
        pins.PinMaps(program);
        if (since is { } kept)
            pins.CountingSince = kept;
    }
}
