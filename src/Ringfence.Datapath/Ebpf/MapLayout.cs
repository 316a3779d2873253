using Ringfence.Linux.Bpf;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// Whether what lies in maps lies there as this build has it. Sizes do not say so: a member that moved within a structure would be read as another. The kernel keeps with a map the types of the build
/// that made it.
/// </summary>
internal static class MapLayout
{
    /// <summary>Every structure of the maps, and the number that stands for what structures do not say.</summary>
    private const string All = "rf_layouts";

    /// <summary>Whether a map, and those that were made with it, are laid out as by this build.</summary>
    /// <param name="host">The map <c>rf_host</c>: it has a structure for its value, so it has types.</param>
    /// <param name="structure">The one structure that matters; left out: all.</param>
    /// <exception cref="BpfException">The kernel does not tell.</exception>
    public static bool IsOurs(BpfMap host, string structure = All)
    {
        using var code = BpfObject.Open("ringfence", EbpfProgram.Image);
        return host.ReadTypes()?.Layout(structure) is { } theirs && theirs == code.Types.Layout(structure);
    }
}
