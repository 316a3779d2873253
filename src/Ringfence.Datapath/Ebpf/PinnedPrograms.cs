using System.Security.Cryptography;
using Ringfence.Linux.Bpf;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// Programs that the kernel has verified already, pinned under names that carry the build: the next life of the same build takes them as they are, which spares it reading and verifying them, most of
/// the time of a start. Never a program that works on other maps than those that are taken over.
/// </summary>
internal static class PinnedPrograms
{
    /// <summary>The programs of an object file, by name; null: they are not all there, of another build, or of other maps.</summary>
    /// <param name="pins">Where.</param>
    /// <param name="image">The object file.</param>
    /// <param name="names">The programs.</param>
    /// <param name="maps">What they must work on, all together.</param>
    public static Dictionary<string, BpfProgram>? TryGet(EbpfPins pins, byte[] image, IEnumerable<string> names, IEnumerable<BpfMap> maps)
    {
        var programs = new Dictionary<string, BpfProgram>(StringComparer.Ordinal);
        string build = Build(image);
        foreach (string name in names)
        {
            if (pins.TryGetProgram(NameOf(name, build)) is not { } program)
                return GiveUp(programs);
            programs.Add(name, program);
        }

        var used = programs.Values.SelectMany(program => program.MapIds()).ToHashSet();
        return maps.All(map => used.Contains(map.Id)) ? programs : GiveUp(programs);
    }

    /// <summary>Pins programs in the place of those of another build.</summary>
    public static void Replace(EbpfPins pins, byte[] image, IReadOnlyDictionary<string, BpfProgram> programs)
    {
        string build = Build(image);
        foreach (var (name, program) in programs)
        {
            pins.RemovePrograms(NameOf(name, ""));
            pins.PinProgram(program, NameOf(name, build));
        }
    }

    private static string NameOf(string program, string build) => $"program-{program}-{build}";

    private static string Build(byte[] image) => Convert.ToHexStringLower(SHA256.HashData(image).AsSpan(0, 8));

    private static Dictionary<string, BpfProgram>? GiveUp(Dictionary<string, BpfProgram> programs)
    {
        foreach (var program in programs.Values)
            program.Dispose();
        return null;
    }
}
