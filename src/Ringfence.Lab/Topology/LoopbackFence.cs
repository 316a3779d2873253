using System.Buffers.Binary;
using Ringfence.Lab.Packets;
using Ringfence.Linux.Packets;
using Ringfence.Policy.Addressing;

namespace Ringfence.Lab.Topology;

/// <summary>
/// A fence without anybody's answer: frames over the node's own loopback device. Every veth and loopback transmission goes through the backlog queue of the CPU
/// it was made on, in order; the prober's thread stays on one CPU, so when a loopback frame is back, what was sent before it has taken at least as many
/// steps as the frame. Three rounds are more steps than the longest way in a laboratory has (station, host, station).
/// </summary>
internal sealed class LoopbackFence : IDisposable
{
    private const int Rounds = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly PacketSocket _socket;
    private readonly string _name;
    private readonly byte[] _buffer = new byte[2048];
    private long _number;

    /// <summary>Opens the fence in the calling thread's namespace, whose loopback device is up.</summary>
    public LoopbackFence(string name)
    {
        _name = name;
        _socket = PacketSocket.Open("lo", 1 << 20);
    }

    public void Pass()
    {
        Span<byte> number = stackalloc byte[8];
        for (int round = 0; round < Rounds; round++)
        {
            BinaryPrimitives.WriteInt64BigEndian(number, ++_number);
            var frame = EthernetFrame.Build(default, default(MacAddress), EthernetFrame.ExperimentalType, number);
            if (!_socket.TrySend(frame))
                throw new IOException($"The loopback device of {_name} is down.");
            Await(number);
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Await(ReadOnlySpan<byte> number)
    {
        while (true)
        {
            int length = _socket.Receive(_buffer);
            if (length < 0)
            {
                if (!_socket.WaitReadable(Patience))
                    throw new IOException($"A frame over the loopback device of {_name} did not come back.");
                continue;
            }

            var frame = _buffer.AsSpan(0, length);
            if (length >= EthernetFrame.HeaderLength + 8
                && BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) == EthernetFrame.ExperimentalType
                && frame.Slice(EthernetFrame.HeaderLength, 8).SequenceEqual(number))
            {
                return;
            }
        }
    }
}
