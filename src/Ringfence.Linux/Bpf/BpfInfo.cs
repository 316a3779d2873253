namespace Ringfence.Linux.Bpf;

/// <summary>BPF_OBJ_GET_INFO_BY_FD.</summary>
internal static unsafe class BpfInfo
{
    public static void Read(BpfFd fd, void* info, int size)
    {
        new Span<byte>(info, size).Clear();
        Ask(fd, info, size);
    }

    /// <summary>The same with what the caller has set: room for arrays.</summary>
    public static void Ask(BpfFd fd, void* info, int size)
    {
        var call = default(BpfCall);
        call.Set32(0, (uint)fd.Number);
        call.Set32(4, (uint)size);
        call.Set64(8, (ulong)info);
        call.Invoke(BpfCall.ObjectInfo, "object info");
    }
}
