namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>A BPF file system of a test's own, for what a driver pins; mounted by the driver, gone with the test.</summary>
internal sealed class PinsFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory($"rf{Environment.ProcessId}-pins-").FullName;

    public static implicit operator string(PinsFolder folder) => folder._path;

    public void Dispose() => Remove(_path);

    /// <summary>Unpins everything in such a folder and removes it.</summary>
    public static void Remove(string path) => TestNamespace.Shell($"rm -rf {path}/ringfence; umount {path} 2>/dev/null; rmdir {path}");

    public override string ToString() => _path;
}
