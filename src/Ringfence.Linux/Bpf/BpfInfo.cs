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

    /// <summary>Opens the types that an object was loaded with.</summary>
    public static BpfFd OpenTypes(uint id)
    {
        var call = default(BpfCall);
        call.Set32(0, id);
        return new BpfFd(call.Invoke(BpfCall.TypesIdToFd, $"open of types {id}"));
    }

    /// <summary>The raw bytes of types.</summary>
    public static byte[] ReadTypes(BpfFd types)
    {
        ulong* info = stackalloc ulong[4]; // struct bpf_btf_info: address and size of a buffer, id, …
        Read(types, info, 4 * sizeof(ulong));
        byte[] data = new byte[(uint)info[1]];
        fixed (byte* at = data)
        {
            new Span<ulong>(info, 4).Clear();
            (info[0], info[1]) = ((ulong)at, (uint)data.Length);
            Ask(types, info, 4 * sizeof(ulong));
        }

        return data;
    }
}
