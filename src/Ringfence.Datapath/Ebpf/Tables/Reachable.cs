using Ringfence.Datapath.Ebpf.Layout;

namespace Ringfence.Datapath.Ebpf.Tables;

/// <summary>
/// What of a previous life's arena the kernel still looks at: everything that the root leads to. The rest is what that life had given back, or was writing when it died.
/// </summary>
internal static class Reachable
{
    /// <summary>The blocks that are in use, of those that are allocated.</summary>
    public static List<uint> Blocks(Arena arena, HostImage image, int interfaces, IReadOnlyList<uint> allocated)
    {
        var offsets = new HashSet<uint> { image.Block };
        for (int index = 0; index < interfaces; index++)
        {
            uint at = (uint)(image[index] >> 32);
            if (at == 0 || !offsets.Add(at))
                continue;
            var enforcement = arena.At<KernelEnforcement>(at);
            var classifier = arena.At<KernelClassifier>(enforcement.Classifier);
            offsets.UnionWith([enforcement.Ingress.Rows, enforcement.Egress.Rows, enforcement.Classifier]);
            offsets.UnionWith([(uint)classifier.Hosts4, (uint)classifier.Hosts6, classifier.Root4, classifier.Root6]);
        }

        // Allocated blocks ascend: the one that an offset lies in is the last that does not begin after it.
        var blocks = new HashSet<uint>();
        var starts = allocated.ToList();
        foreach (uint offset in offsets)
        {
            int found = starts.BinarySearch(offset);
            int index = found >= 0 ? found : ~found - 1;
            if (offset != 0 && index >= 0)
                blocks.Add(starts[index]);
        }

        return [.. blocks];
    }
}
