namespace Ringfence.Linux.Bpf;

/// <summary>BPF_OBJ_GET_INFO_BY_FD.</summary>
internal static unsafe class BpfInfo
{
    public static void Read(BpfFd fd, void* info, int size)
    {
        new Span<byte>(info, size).Clear();
        var call = default(BpfCall);
        call.Set32(0, (uint)fd.Number);
        call.Set32(4, (uint)size);
        call.Set64(8, (ulong)info);
        call.Invoke(BpfCall.ObjectInfo, "object info");
    }
}
