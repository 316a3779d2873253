using System.Buffers.Binary;
using Ringfence.Policy.Addressing;

namespace Ringfence.Kernel.Tests.Ebpf.Reference;

/// <summary>Frames that meet each other: few addresses and ports, so that flows, answers, errors and fragments find their partners; some are mutated.</summary>
/// <param name="random">Where chance comes from.</param>
/// <param name="pool">The addresses.</param>
/// <param name="mac">The instance's sender address, most of the time.</param>
/// <param name="mutated">How many of a hundred are mutated.</param>
internal sealed class RandomFrames(Random random, FramePool pool, ulong mac, int mutated)
{
    private static readonly ushort[] Ports = [22, 67, 68, 80, 443, 546, 547, 1024, 5353, 8000, 8010, 40000];
    private static readonly byte[] TcpFlags = [0x02, 0x12, 0x10, 0x10, 0x10, 0x11, 0x04, 0x14, 0x18, 0x00, 0x03];

    private (byte[] Frame, bool Outward)? _last;

    public RandomFrame Next()
    {
        while (true)
        {
            var (frame, outward) = Make();
            bool isMutated = random.Next(100) < mutated;
            if (isMutated)
                frame = Mutation.Of(frame, random);
            if (CanRun(frame))
                return new RandomFrame(frame, outward, outward && random.Next(6) == 0 ? 7u : 0, random.Next(20) == 0 ? 2u : 0, isMutated);
        }
    }

    /// <summary>The kernel's test run itself refuses frames that are shorter than the network header they announce.</summary>
    private static bool CanRun(byte[] frame) => frame.Length >= BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(12)) switch { 0x0800 => 34, 0x86dd => 54, _ => 14 };

    private (byte[] Frame, bool Outward) Make()
    {
        var made = _last is { } last && random.Next(4) == 0 ? Answer(last) : Fresh();
        _last = made;
        return made;
    }

    private T Pick<T>(ReadOnlySpan<T> from) => from[random.Next(from.Length)];

    private (byte[] Frame, bool Outward) Fresh()
    {
        bool outward = random.Next(2) == 0, v6 = random.Next(2) == 0;
        var family = v6 ? AddressFamily.IPv6 : AddressFamily.IPv4;
        var mine = Pick<IpAddress>(pool.Own.Where(a => a.Family == family).ToArray());
        var theirs = Pick<IpAddress>(pool.Far.Where(a => a.Family == family).ToArray());
        if (random.Next(30) == 0)
            (mine, theirs) = (theirs, mine);
        if (pool.HasLinkHeader && random.Next(40) == 0)
            return (Arp(outward), outward);
        var (source, destination) = outward ? (mine, theirs) : (theirs, mine);
        byte protocol = random.Next(12) switch { < 5 => 6, < 8 => 17, < 10 => (byte)(v6 ? 58 : 1), 10 => Pick<byte>([47, 1, 58, 132, 50, 2, 59]), _ => (byte)random.Next(256) };
        byte[] payload = Transport(protocol, v6, source, destination);
        byte hops = v6 && random.Next(3) == 0 ? Pick<byte>([255, 1]) : (byte)64;
        return (Frame(outward, v6, Ip(v6, source, destination, protocol, payload, hops)), outward);
    }

    /// <summary>The other way, or an error about it.</summary>
    private (byte[] Frame, bool Outward) Answer((byte[] Frame, bool Outward) last)
    {
        if (ReferencePacket.Read(last.Frame, pool.HasLinkHeader) is not { IsArp: false } packet)
            return Fresh();
        bool v6 = packet.Family == AddressFamily.IPv6;
        if (random.Next(3) == 0)
        {
            var router = random.Next(2) == 0 ? packet.Destination : Pick<IpAddress>((last.Outward ? pool.Far : pool.Own).Where(a => a.Family == packet.Family).ToArray());
            byte[] quoted = Ip(v6, packet.Source, packet.Destination, packet.Protocol, packet.Payload.ToArray(), 60, plain: true);
            byte[] error = [(byte)(v6 ? Pick<byte>([1, 2, 3, 4]) : Pick<byte>([3, 11, 12, 5])), 1, 0, 0, 0, 0, 0, 0, .. quoted[..Math.Min(quoted.Length, random.Next(20, 80))]];
            return (Frame(!last.Outward, v6, Ip(v6, router, packet.Source, (byte)(v6 ? 58 : 1), error, 64, plain: true)), !last.Outward);
        }

        byte[] payload = packet.Payload.ToArray();
        if (packet.Protocol is 6 or 17 && payload.Length >= 4)
            (payload[0], payload[1], payload[2], payload[3]) = (payload[2], payload[3], payload[0], payload[1]);
        if (packet.Protocol == 6 && payload.Length >= 14)
            payload[13] = Pick<byte>(TcpFlags);
        if (packet.IcmpType is 8 or 128)
            payload[0] = (byte)(v6 ? 129 : 0);
        return (Frame(!last.Outward, v6, Ip(v6, packet.Destination, packet.Source, packet.Protocol, payload, 64)), !last.Outward);
    }

    private byte[] Transport(byte protocol, bool v6, IpAddress source, IpAddress destination)
    {
        int data = random.Next(6) == 0 ? random.Next(64, 200) : random.Next(24);
        byte[] body;
        switch (protocol)
        {
            case 6:
                body = new byte[20 + data];
                body[12] = (byte)((random.Next(20) == 0 ? random.Next(16) : 5) << 4);
                body[13] = Pick<byte>(TcpFlags);
                break;
            case 17:
                body = new byte[8 + data];
                BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(4), (ushort)(body.Length + (random.Next(20) == 0 ? random.Next(-9, 3) : 0)));
                break;
            case 1 or 58:
                body = new byte[8 + data];
                body[0] = v6 ? Pick<byte>([128, 129, 128, 133, 134, 135, 136, 130, 131, 143, 1, 139, 200]) : Pick<byte>([8, 0, 8, 13, 14, 3, 9, 30]);
                body[5] = (byte)random.Next(3);
                if (v6 && body.Length >= 24)
                    (random.Next(2) == 0 ? source : destination).WriteBytes(body.AsSpan(8));
                return body;
            default:
                return new byte[data];
        }

        BinaryPrimitives.WriteUInt16BigEndian(body, Pick<ushort>(Ports));
        BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(2), Pick<ushort>(Ports));
        return body;
    }

    private byte[] Ip(bool v6, IpAddress source, IpAddress destination, byte protocol, byte[] payload, byte hops, bool plain = false)
    {
        bool fragment = !plain && random.Next(6) == 0;
        int offset = fragment ? Pick<int>([0, 0, 8, 16, 24, 32, 48, 64, 184]) : 0;
        bool more = fragment && random.Next(3) != 0;
        byte id = (byte)random.Next(3);
        if (fragment && more && random.Next(10) != 0)
            payload = payload[..(payload.Length / 8 * 8)];
        return v6 ? V6(source, destination, protocol, payload, hops, plain, fragment, offset, more, id) : V4(source, destination, protocol, payload, hops, plain, offset, more, id);
    }

    private byte[] V4(IpAddress source, IpAddress destination, byte protocol, byte[] payload, byte hops, bool plain, int offset, bool more, byte id)
    {
        int options = plain || random.Next(8) != 0 ? 0 : random.Next(11) * 4;
        byte[] ip = new byte[20 + options + payload.Length];
        ip[0] = (byte)(0x40 | (5 + (options / 4)));
        BinaryPrimitives.WriteUInt16BigEndian(ip.AsSpan(2), Length(ip.Length, plain));
        ip[5] = id;
        BinaryPrimitives.WriteUInt16BigEndian(ip.AsSpan(6), (ushort)((more ? 0x2000 : 0) | (offset / 8)));
        (ip[8], ip[9]) = (hops, protocol);
        source.WriteBytes(ip.AsSpan(12));
        destination.WriteBytes(ip.AsSpan(16));
        for (int at = 20; at + 3 < 20 + options && random.Next(3) != 0; at += 3)
            (ip[at], ip[at + 1]) = (Pick<byte>([1, 7, 68, 131, 137, 148]), (byte)random.Next(1, 5));
        payload.CopyTo(ip, 20 + options);
        return ip;
    }

    private byte[] V6(IpAddress source, IpAddress destination, byte protocol, byte[] payload, byte hops, bool plain, bool fragment, int offset, bool more, byte id)
    {
        var chain = new List<byte>();
        if (!plain && random.Next(8) == 0)
            chain.AddRange(Enumerable.Range(0, random.Next(1, 4)).Select(i => random.Next(4) switch { 0 when i == 0 => (byte)0, 1 => (byte)43, 2 => (byte)51, _ => (byte)60 }));
        if (fragment)
            chain.Insert(random.Next(chain.Count + 1), 44);
        if (!plain && random.Next(200) == 0)
            chain.AddRange(Enumerable.Repeat((byte)60, random.Next(5, 12)));
        var ip = new List<byte>(new byte[40]);
        for (int i = 0; i < chain.Count; i++)
        {
            byte next = i + 1 < chain.Count ? chain[i + 1] : protocol;
            int field = offset | (more ? 1 : 0);
            ip.AddRange(chain[i] switch
            {
                44 => [next, 0, (byte)(field >> 8), (byte)field, 0, 0, 0, id],
                51 => [next, 2, .. new byte[14]],
                43 => [next, 0, 4, (byte)(random.Next(3) == 0 ? 1 : 0), 0, 0, 0, 0],
                _ => (byte[])[next, 1, .. new byte[14]],
            });
        }

        ip.AddRange(payload);
        byte[] bytes = [.. ip];
        bytes[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), Length(bytes.Length - 40, plain));
        (bytes[6], bytes[7]) = (chain.Count > 0 ? chain[0] : protocol, hops);
        source.WriteBytes(bytes.AsSpan(8));
        destination.WriteBytes(bytes.AsSpan(24));
        return bytes;
    }

    /// <summary>Now and then zero: what a length of more than 65,535 bytes is written as.</summary>
    private ushort Length(int length, bool plain) => (ushort)(!plain && random.Next(40) == 0 ? 0 : length);

    private byte[] Frame(bool outward, bool v6, byte[] ip)
    {
        if (!pool.HasLinkHeader)
            return ip;
        byte[] type = v6 ? [0x86, 0xdd] : [0x08, 0x00];
        byte[] tags = random.Next(12) switch { 0 => [0x81, 0, 0, 7], 1 => [0x88, 0xa8, 0, 7, 0x81, 0, 0, 8], 2 when random.Next(5) == 0 => [0x81, 0, 0, 1, 0x81, 0, 0, 2, 0x81, 0, 0, 3], _ => [] };
        return [.. new byte[6], .. Sender(outward), .. tags, .. type, .. ip, .. new byte[random.Next(10) == 0 ? random.Next(20) : 0]];
    }

    private byte[] Sender(bool outward)
    {
        ulong sender = outward && random.Next(20) != 0 ? mac : 0x020000000099;
        return Enumerable.Range(0, 6).Select(i => (byte)(sender >> (40 - (8 * i)))).ToArray();
    }

    private byte[] Arp(bool outward)
    {
        byte[] address = new byte[16];
        Pick<IpAddress>([.. pool.Own.Concat(pool.Far).Where(a => a.Family == AddressFamily.IPv4), IpAddress.V4(0)]).WriteBytes(address);
        return [.. new byte[6], .. Sender(outward), 8, 6, 0, 1, 8, 0, 6, 4, 0, 1, .. Sender(outward), .. address[..4], .. new byte[10]];
    }
}
