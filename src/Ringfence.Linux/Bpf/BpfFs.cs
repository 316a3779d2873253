using System.Runtime.InteropServices;
using System.Text;

namespace Ringfence.Linux.Bpf;

/// <summary>Pins: names in a BPF file system that keep maps, programs and links alive without a process.</summary>
public static unsafe class BpfFs
{
    /// <summary>Where systems mount it.</summary>
    public const string DefaultMount = "/sys/fs/bpf";

    private const long Magic = 0xcafe4a11;

    /// <summary>Makes sure that a BPF file system is mounted on a directory. One that is mounted is left as it is.</summary>
    public static void EnsureMounted(string directory)
    {
        Directory.CreateDirectory(directory);
        long* buffer = stackalloc long[32];
        if (Libc.StatFs(directory, buffer) == 0 && buffer[0] == Magic)
            return;
        if (Libc.Mount("bpf", directory, "bpf", 0, "mode=0700") != 0)
            throw new BpfException($"mount of a BPF file system on {directory}", Marshal.GetLastPInvokeError());
    }

    /// <summary>Gives an object a name. The name must be free.</summary>
    public static void Pin(BpfFd fd, string path)
    {
        ArgumentNullException.ThrowIfNull(fd);
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
        {
            var call = default(BpfCall);
            call.Set64(0, (ulong)name);
            call.Set32(8, (uint)fd.Number);
            call.Invoke(BpfCall.ObjectPin, $"pin of {path}");
        }
    }

    /// <summary>Gives an object a name that another may have: the other's name goes in the same instant.</summary>
    public static void Replace(BpfFd fd, string path)
    {
        string fresh = path + "~";
        File.Delete(fresh);
        Pin(fd, fresh);
        File.Move(fresh, path, overwrite: true);
    }

    /// <summary>The object behind a name; null when there is none.</summary>
    public static BpfFd? TryGet(string path)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
        {
            var call = default(BpfCall);
            call.Set64(0, (ulong)name);
            int result = call.Try(BpfCall.ObjectGet);
            if (result >= 0)
                return new BpfFd(result);
            return result == -Libc.Enoent ? null : throw new BpfException($"open of {path}", -result);
        }
    }
}
