namespace Ringfence.Linux.Bpf;

/// <summary>Finds out what the kernel can, by trying it where a trial changes nothing, and by reading where it would.</summary>
public static class BpfProbes
{
    private const uint Loopback = 1;

    private static readonly string[] ClsactOptions = ["CONFIG_NET_SCH_INGRESS", "CONFIG_NET_CLS_BPF", "CONFIG_NET_CLS_ACT"];

    /// <summary>Everything that the eBPF datapath rests on, the least first.</summary>
    public static IReadOnlyList<KernelFeature> All() => [Jit(), TypeInformation(), FileSystem(), MappedArrays(), RingBuffers(), Tcx(), Clsact()];

    /// <summary>Whether programs become machine code; without that they are too slow to be worth it.</summary>
    public static KernelFeature Jit() => Read("bpf-jit", "/proc/sys/net/core/bpf_jit_enable", text => text.Trim() != "0");

    /// <summary>Whether the kernel describes its types (the guard is relocated by that).</summary>
    public static KernelFeature TypeInformation() => File.Exists("/sys/kernel/btf/vmlinux")
        ? new KernelFeature("kernel-btf", FeatureState.Available, "/sys/kernel/btf/vmlinux")
        : new KernelFeature("kernel-btf", FeatureState.Missing, "/sys/kernel/btf/vmlinux does not exist");

    /// <summary>Whether programs and maps can outlive the agent.</summary>
    public static KernelFeature FileSystem() =>
        Read("bpf-filesystem", "/proc/filesystems", text => text.Split('\n').Any(line => line.EndsWith("\tbpf", StringComparison.Ordinal)));

    /// <summary>Whether arrays can be mapped into memory (kernel 5.5). Makes one and lets it go.</summary>
    public static KernelFeature MappedArrays() => MakeMap("mapped-array", type: 2, valueBytes: 8, entries: 1, flags: 1 << 10);

    /// <summary>Whether there are ring buffers (kernel 5.8). Makes one and lets it go.</summary>
    public static KernelFeature RingBuffers() => MakeMap("ring-buffer", type: 27, valueBytes: 0, entries: (uint)Environment.SystemPageSize, flags: 0);

    /// <summary>Whether programs can be attached by tcx links (kernel 6.6).</summary>
    public static KernelFeature Tcx()
    {
        const string name = "tcx";
        try
        {
            int programs = TcxQuery.Programs(Loopback, TcxHook.Ingress).Count;
            return new KernelFeature(name, FeatureState.Available, $"query answered: {programs} programs at the loopback device");
        }
        catch (BpfException refused)
        {
            return new KernelFeature(name, refused.Error == Libc.Einval ? FeatureState.Missing : FeatureState.Unknown, refused.Message);
        }
    }

    /// <summary>Whether programs can be attached by the clsact qdisc. Read, not tried: a trial would leave a qdisc.</summary>
    public static KernelFeature Clsact()
    {
        const string name = "clsact";
        if (KernelConfiguration.Read() is not { } configuration)
            return new KernelFeature(name, FeatureState.Unknown, "the kernel's configuration cannot be read; it shows when a device is attached");
        bool has = Array.TrueForAll(ClsactOptions, configuration.Contains);
        return new KernelFeature(name, has ? FeatureState.Available : FeatureState.Missing, "by the kernel's configuration");
    }

    private static KernelFeature MakeMap(string name, uint type, uint valueBytes, uint entries, uint flags)
    {
        var call = default(BpfCall); // map_type, key_size, value_size, max_entries, map_flags
        call.Set32(0, type);
        call.Set32(4, valueBytes == 0 ? 0 : (uint)sizeof(uint));
        call.Set32(8, valueBytes);
        call.Set32(12, entries);
        call.Set32(16, flags);
        int result = call.Try(BpfCall.MapCreate);
        if (result < 0)
        {
            var refused = new BpfException($"creation of a map of type {type}", -result);
            return new KernelFeature(name, refused.Error == Libc.Einval ? FeatureState.Missing : FeatureState.Unknown, refused.Message);
        }

        new BpfFd(result).Dispose();
        return new KernelFeature(name, FeatureState.Available, "one was made");
    }

    private static KernelFeature Read(string name, string path, Func<string, bool> has)
    {
        try
        {
            return new KernelFeature(name, has(File.ReadAllText(path)) ? FeatureState.Available : FeatureState.Missing, path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return new KernelFeature(name, FeatureState.Unknown, unreadable.Message);
        }
    }
}
