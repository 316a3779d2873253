using Ringfence.Linux.Bpf;

namespace Ringfence.Bench.Datapath.Topology;

/// <summary>The benchmark's own programs, built from <c>Bpf/</c> and embedded.</summary>
internal static class BpfPrograms
{
    /// <summary>An object file, not loaded yet.</summary>
    public static BpfObject Open(string name)
    {
        string resource = name + ".bpf.o";
        using var image = typeof(BpfPrograms).Assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"{resource} is not embedded.");
        byte[] bytes = new byte[image.Length];
        image.ReadExactly(bytes);
        return BpfObject.Open(name, bytes);
    }
}
