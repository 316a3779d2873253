using System.Runtime.InteropServices;

namespace Ringfence.Linux.Bpf;

/// <summary>What a test run may say about the socket buffer (struct __sk_buff, uapi). What is zero is left alone.</summary>
[StructLayout(LayoutKind.Explicit, Size = 184)]
public struct SocketBufferContext
{
    /// <summary>The device that the packet came in by; 0: made on this machine.</summary>
    [FieldOffset(36)]
    public uint IngressIfindex;

    /// <summary>The device that it is at.</summary>
    [FieldOffset(40)]
    public uint Ifindex;

    /// <summary>Segments, when the frame is a large one that will be cut.</summary>
    [FieldOffset(164)]
    public uint GsoSegments;
}
