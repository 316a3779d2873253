using System.Runtime.InteropServices;

namespace Ringfence.Linux.Bpf;

/// <summary>A loaded program.</summary>
public sealed unsafe class BpfProgram(BpfFd fd) : IDisposable
{
    /// <summary>The descriptor.</summary>
    public BpfFd Fd { get; } = fd;

    /// <summary>The kernel's id of the program.</summary>
    public uint Id => Info[1];

    /// <summary>The kernel's hash of the instructions (before verification).</summary>
    public ulong Tag => Info[2] | ((ulong)Info[3] << 32);

    /// <summary>A program by its id; null: gone.</summary>
    public static BpfProgram? TryOpen(uint id)
    {
        var call = default(BpfCall);
        call.Set32(0, id);
        int result = call.Try(BpfCall.ProgramIdToFd);
        return result >= 0 ? new BpfProgram(new BpfFd(result)) : result == -Libc.Enoent ? null : throw new BpfException($"open of program {id}", -result);
    }

    private uint[] Info
    {
        get
        {
            var info = new uint[4]; // struct bpf_prog_info: type, id, tag[8], …
            fixed (uint* at = info)
                BpfInfo.Read(Fd, at, info.Length * sizeof(uint));
            return info;
        }
    }

    /// <summary>The kernel's ids of the maps that the program works on, those of its constants too.</summary>
    public uint[] MapIds()
    {
        const int most = 64, bytes = 64; // struct bpf_prog_info: …, nr_map_ids at 52, map_ids at 56
        var ids = new uint[most];
        byte* info = stackalloc byte[bytes];
        new Span<byte>(info, bytes).Clear();
        fixed (uint* at = ids)
        {
            *(uint*)(info + 52) = most;
            *(ulong*)(info + 56) = (ulong)at;
            BpfInfo.Ask(Fd, info, bytes);
        }

        return ids[..(int)Math.Min(most, *(uint*)(info + 52))];
    }

    /// <summary>Runs the program on a frame without sending it anywhere (BPF_PROG_TEST_RUN).</summary>
    /// <param name="frame">At least 14 bytes.</param>
    /// <param name="context">What of the socket buffer is not in the frame; null: the loopback device.</param>
    /// <param name="repeat">How often.</param>
    /// <returns>The program's return value and the mean nanoseconds of a run.</returns>
    public (int Result, uint Nanoseconds) TestRun(ReadOnlySpan<byte> frame, SocketBufferContext? context = null, uint repeat = 1)
    {
        fixed (byte* data = frame)
        {
            var skb = context ?? default;
            var call = default(BpfCall);
            call.Set32(0, (uint)Fd.Number);
            call.Set32(8, (uint)frame.Length);
            call.Set64(16, (ulong)data);
            call.Set32(32, repeat);
            if (context is not null)
            {
                call.Set32(40, (uint)Marshal.SizeOf<SocketBufferContext>());
                call.Set64(48, (ulong)&skb);
            }

            call.Invoke(BpfCall.ProgramTestRun, "program test run");
            return ((int)call.Get32(4), call.Get32(36));
        }
    }

    /// <summary>
    /// Runs an XDP program on fresh copies of a frame and does with each what the program says: redirected frames are sent (BPF_F_TEST_XDP_LIVE_FRAMES, kernel 5.18).
    /// The packets' way through the stack is taken on the calling thread, up to where another CPU takes over.
    /// </summary>
    /// <param name="frame">At least 14 bytes. The program must write what it needs: copies come back with what the last packet left in them.</param>
    /// <param name="ifindex">The device that the frames appear to have been received by; of the calling thread's network namespace.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="BpfException">Not an XDP program, no such device, or the kernel is too old.</exception>
    public void SendFrames(ReadOnlySpan<byte> frame, uint ifindex, uint count)
    {
        const uint liveFrames = 2;
        uint* context = stackalloc uint[6]; // struct xdp_md: data, data_end, data_meta, ingress_ifindex, rx_queue_index, egress_ifindex
        new Span<uint>(context, 6).Clear();
        (context[1], context[3]) = ((uint)frame.Length, ifindex);
        fixed (byte* data = frame)
        {
            var call = default(BpfCall);
            call.Set32(0, (uint)Fd.Number);
            call.Set32(8, (uint)frame.Length);
            call.Set64(16, (ulong)data);
            call.Set32(32, count);
            call.Set32(40, 6 * sizeof(uint));
            call.Set64(48, (ulong)context);
            call.Set32(64, liveFrames);
            call.Invoke(BpfCall.ProgramTestRun, "live frames");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Fd.Dispose();
}
