using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Ringfence.Bench.Analysis;

/// <summary>Traces in memory, towards the interface of a <see cref="PolicyPair"/>.</summary>
internal static class Capture
{
    /// <summary>A pcap file of 64-byte TCP packets over Ethernet: half of them the server's answers; of each flow the first is a SYN.</summary>
    /// <param name="packets">How many packets.</param>
    /// <param name="flows">How many flows they are of, mixed.</param>
    public static byte[] Pcap(int packets, int flows)
    {
        var random = new Random(7);
        var hasBegun = new bool[flows];
        byte[] file = new byte[24 + (packets * 80)];
        BinaryPrimitives.WriteUInt32LittleEndian(file, 0xA1B2C3D4);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(20), 1);
        for (int i = 0; i < packets; i++)
        {
            int flow = flows == packets ? i : random.Next(flows);
            var record = file.AsSpan(24 + (i * 80), 80);
            BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)(i / 1_000_000));
            BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (uint)(i % 1_000_000));
            BinaryPrimitives.WriteUInt32LittleEndian(record[8..], 64);
            BinaryPrimitives.WriteUInt32LittleEndian(record[12..], 64);
            Write(record[16..], flow, isAnswer: hasBegun[flow] && i % 2 == 0, isFirst: !hasBegun[flow]);
            hasBegun[flow] = true;
        }

        return file;
    }

    /// <summary>A flow log in the usual text form, a record for each flow.</summary>
    public static byte[] FlowLog(int records)
    {
        var text = new StringBuilder();
        for (int i = 0; i < records; i++)
            text.Append(CultureInfo.InvariantCulture, $"2 123456789010 eni-1235b8ca 10.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255} 10.0.0.1 {32768 + (i % 20000)} {1 + (i % 100 * 37)} 6 20 4249 1418530010 1418530070 ACCEPT OK\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static void Write(Span<byte> frame, int flow, bool isAnswer, bool isFirst)
    {
        frame[12] = 8;
        var ip = frame[14..];
        ip[0] = 0x45;
        ip[3] = 50;
        ip[9] = 6;
        uint client = 0x0A000002u + (uint)flow, server = 0x0A000001;
        ushort clientPort = (ushort)(32768 + (flow % 28000)), serverPort = (ushort)(1 + (flow % 100 * 37));
        BinaryPrimitives.WriteUInt32BigEndian(ip[12..], isAnswer ? server : client);
        BinaryPrimitives.WriteUInt32BigEndian(ip[16..], isAnswer ? client : server);
        BinaryPrimitives.WriteUInt16BigEndian(ip[20..], isAnswer ? serverPort : clientPort);
        BinaryPrimitives.WriteUInt16BigEndian(ip[22..], isAnswer ? clientPort : serverPort);
        ip[33] = isFirst ? (byte)2 : (byte)16;
    }
}
