using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ringfence.Linux.Packets;

/// <summary>A socket of any family, owned. Shared operations of the raw sockets in this folder; not safe for several threads at once.</summary>
public sealed unsafe class SocketDescriptor : SafeHandleMinusOneIsInvalid
{
    /// <summary>For the marshaller.</summary>
    public SocketDescriptor()
        : base(ownsHandle: true)
    {
    }

    internal static SocketDescriptor Open(int family, int protocol, string what)
    {
        var socket = PacketNative.Socket(family, PacketNative.TypeRaw | PacketNative.CloseOnExec, protocol);
        if (!socket.IsInvalid)
            return socket;
        string reason = Marshal.GetLastPInvokeErrorMessage();
        socket.Dispose();
        throw new IOException($"{what}: {reason}");
    }

    internal static void Check(int result, string what)
    {
        if (result < 0)
            throw new IOException($"{what}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    internal void Bind(ReadOnlySpan<byte> address, string what)
    {
        fixed (byte* pointer = address)
            Check(PacketNative.Bind(this, pointer, (uint)address.Length), what);
    }

    internal void SetOption(int level, int name, int value, string what) =>
        Check(PacketNative.SetOption(this, level, name, value, sizeof(int)), what);

    /// <summary>Sends one datagram; an empty address means the bound one.</summary>
    /// <returns>0, or the error number when the kernel refused it.</returns>
    internal int Send(ReadOnlySpan<byte> data, ReadOnlySpan<byte> address)
    {
        fixed (byte* pointer = data)
        fixed (byte* to = address)
        {
            while (PacketNative.SendTo(this, pointer, (nuint)data.Length, 0, to, (uint)address.Length) < 0)
            {
                int error = Marshal.GetLastPInvokeError();
                if (error != PacketNative.ErrorInterrupted)
                    return error;
            }
        }

        return 0;
    }

    /// <summary>Takes one waiting datagram.</summary>
    /// <returns>Its length, cut to the buffer's, or -1 when none waits.</returns>
    internal int Receive(Span<byte> buffer, string what)
    {
        fixed (byte* pointer = buffer)
        {
            while (true)
            {
                nint length = PacketNative.Receive(this, pointer, (nuint)buffer.Length, PacketNative.DontWait);
                if (length >= 0)
                    return (int)length;
                switch (Marshal.GetLastPInvokeError())
                {
                    case PacketNative.ErrorAgain:
                        return -1;
                    case PacketNative.ErrorInterrupted:
                        break;
                    default:
                        throw new IOException($"{what}: {Marshal.GetLastPInvokeErrorMessage()}");
                }
            }
        }
    }

    /// <summary>Waits until something can be read.</summary>
    /// <returns>False when the time is over.</returns>
    internal bool WaitReadable(TimeSpan timeout)
    {
        bool added = false;
        DangerousAddRef(ref added);
        try
        {
            var entry = new PacketNative.PollEntry { Descriptor = (int)DangerousGetHandle(), Events = PacketNative.PollIn };
            return PacketNative.Poll(&entry, 1, (int)Math.Ceiling(timeout.TotalMilliseconds)) > 0;
        }
        finally
        {
            if (added)
                DangerousRelease();
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => PacketNative.Close(handle) == 0;
}
