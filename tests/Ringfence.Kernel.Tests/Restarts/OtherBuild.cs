using System.Diagnostics;
using System.Runtime.InteropServices;
using Ringfence.Datapath.Ebpf;
using Ringfence.Kernel.Tests.Harness;

namespace Ringfence.Kernel.Tests.Restarts;

/// <summary>
/// Another build of the server in a folder of its own: the same, but that its program was compiled from sources in which one thing is another. The new object takes the old one's
/// place in the assembly that carries it.
/// </summary>
internal sealed class OtherBuild : IDisposable
{
    private OtherBuild(string folder) => Folder = folder;

    /// <summary>Where its <c>Ringfence.Server.dll</c> is.</summary>
    public string Folder { get; }

    /// <summary>A number of the code is another; what lies in the maps is the same.</summary>
    public static OtherBuild WithOtherCode() => Make("fragments.h", "#define RF_LOCK_ATTEMPTS 64", "#define RF_LOCK_ATTEMPTS 48");

    /// <summary>
    /// Two members of <c>struct rf_enforcement</c> have changed places, sizes are as before. User space does not know of it, so no interface of this build may have a MAC address.
    /// </summary>
    public static OtherBuild WithOtherLayout() => Make("types.h", "\t__u8 mac[6];\n\t__u16 reserved;", "\t__u16 reserved;\n\t__u8 mac[6];");

    /// <summary>The same structures, which mean something else.</summary>
    public static OtherBuild WithOtherMeaning() => Make("types.h", "RF_LAYOUT_VERSION = 1", "RF_LAYOUT_VERSION = 2");

    private static OtherBuild Make(string file, string text, string other)
    {
        var build = new OtherBuild(Directory.CreateTempSubdirectory("ringfence-build-").FullName);
        Run("cp", "-a", AppContext.BaseDirectory + ".", build.Folder);
        string assembly = Path.Combine(build.Folder, "Ringfence.Datapath.dll");
        byte[] bytes = File.ReadAllBytes(assembly), before = EbpfProgram.Image, after = build.Compile(file, text, other);
        int at = bytes.AsSpan().IndexOf(before);
        Assert.True(at >= 0, "The assembly does not carry the object as it is.");
        // What is shorter is filled up: nothing reads beyond what the object's headers say.
        Assert.True(after.Length <= before.Length, $"{after.Length} bytes do not fit where {before.Length} were.");
        bytes.AsSpan(at, before.Length).Clear();
        after.CopyTo(bytes, at);
        File.WriteAllBytes(assembly, bytes);
        return build;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>As src/Ringfence.Datapath/Ebpf/CompileBpf.targets does, with paths as short as they can be.</summary>
    private byte[] Compile(string file, string text, string other)
    {
        string sources = Path.Combine(Folder, "bpf"), target = Path.Combine(sources, "ringfence.bpf.o");
        Run("cp", "-r", Path.Combine(Repository.Root, "bpf"), sources);
        string changed = Path.Combine(sources, file), whole = File.ReadAllText(changed);
        Assert.Contains(text, whole, StringComparison.Ordinal);
        File.WriteAllText(changed, whole.Replace(text, other, StringComparison.Ordinal));
        string architecture = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "aarch64" : "x86_64";
        Run(
            "clang", "-O2", "-g", "-target", "bpf", "-mcpu=v3", $"-I/usr/include/{architecture}-linux-gnu", "-fdebug-compilation-dir=/", $"-fdebug-prefix-map={sources}/=",
            "-c", Path.Combine(sources, "ringfence.bpf.c"), "-o", target);
        Run("llvm-strip", "-g", target);
        return File.ReadAllBytes(target);
    }

    private static void Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{command}: {error}");
    }
}
