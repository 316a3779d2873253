using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Ringfence.Linux.Packets;

/// <summary>
/// Sends and captures whole Ethernet frames on one device (AF_PACKET, packet(7)). It captures what arrives at the device, before any filter of that
/// machine sees it, and not what is sent from it. Opened in the calling thread's network namespace. One thread at a time.
/// </summary>
public sealed unsafe class PacketSocket : IDisposable
{
    private const int AllProtocols = 0x0003;
    private readonly SocketDescriptor _socket;
    private readonly string _device;

    private PacketSocket(SocketDescriptor socket, string device)
    {
        _socket = socket;
        _device = device;
    }

    /// <summary>Opens a socket on a device of the calling thread's namespace.</summary>
    /// <param name="device">The device's name.</param>
    /// <param name="receiveBufferBytes">How much may wait to be read; beyond that the kernel drops, and <see cref="TakeLost"/> tells.</param>
    /// <param name="filter">Which frames to keep; empty keeps all.</param>
    /// <exception cref="IOException">No such device, or not permitted.</exception>
    public static PacketSocket Open(string device, int receiveBufferBytes = 16 << 20, ReadOnlySpan<FilterInstruction> filter = default)
    {
        string what = $"Capture on {device}";
        uint index = PacketNative.InterfaceIndex(device);
        if (index == 0)
            throw new IOException($"{what}: {Marshal.GetLastPInvokeErrorMessage()}");
        // Protocol 0 until bound: otherwise it would catch every device's frames in between.
        var socket = SocketDescriptor.Open(PacketNative.FamilyPacket, 0, what);
        try
        {
            socket.SetOption(PacketNative.LevelPacket, PacketNative.PacketIgnoreOutgoing, 1, what);
            socket.SetOption(PacketNative.LevelSocket, PacketNative.ReceiveBufferForce, receiveBufferBytes, what);
            socket.SetOption(PacketNative.LevelSocket, PacketNative.SendBufferForce, receiveBufferBytes, what);
            if (!filter.IsEmpty)
                Attach(socket, filter, what);
            Span<byte> address = stackalloc byte[20];
            address.Clear();
            MemoryMarshal.Write(address, (ushort)PacketNative.FamilyPacket);
            BinaryPrimitives.WriteUInt16BigEndian(address[2..], AllProtocols);
            MemoryMarshal.Write(address[4..], (int)index);
            socket.Bind(address, what);
            return new PacketSocket(socket, device);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends one frame, Ethernet header first. The device transmits it before this returns.</summary>
    /// <returns>False when the device is gone or down.</returns>
    public bool TrySend(ReadOnlySpan<byte> frame) => _socket.Send(frame, default) == 0;

    /// <summary>Takes one captured frame.</summary>
    /// <returns>Its length (cut to the buffer's), or -1 when none waits.</returns>
    public int Receive(Span<byte> buffer) => _socket.Receive(buffer, $"Capture on {_device}");

    /// <summary>Waits until a frame can be read; false when the time is over.</summary>
    public bool WaitReadable(TimeSpan timeout) => _socket.WaitReadable(timeout);

    /// <summary>How many frames the kernel could not keep for us since the last call.</summary>
    public uint TakeLost()
    {
        uint* statistics = stackalloc uint[2];
        uint length = 2 * sizeof(uint);
        SocketDescriptor.Check(
            PacketNative.GetOption(_socket, PacketNative.LevelPacket, PacketNative.PacketStatistics, statistics, ref length), $"Capture on {_device}");
        return statistics[1];
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static void Attach(SocketDescriptor socket, ReadOnlySpan<FilterInstruction> filter, string what)
    {
        fixed (FilterInstruction* instructions = filter)
        {
            var program = new PacketNative.FilterProgram { Length = (ushort)filter.Length, Instructions = instructions };
            SocketDescriptor.Check(
                PacketNative.SetFilter(socket, PacketNative.LevelSocket, PacketNative.AttachFilter, program, (uint)sizeof(PacketNative.FilterProgram)), what);
        }
    }
}
