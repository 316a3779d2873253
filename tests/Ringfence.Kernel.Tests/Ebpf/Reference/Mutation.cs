using System.Buffers.Binary;

namespace Ringfence.Kernel.Tests.Ebpf.Reference;

/// <summary>Damage: bits turned, bytes and 16-bit fields set to values that parsers trip over, parts cut off, doubled and left out.</summary>
internal static class Mutation
{
    private const int ShortestFrame = 14, LongestFrame = 1400;

    private static readonly byte[] Bytes = [0, 1, 4, 5, 6, 15, 17, 41, 44, 47, 51, 58, 59, 60, 127, 128, 255];
    private static readonly ushort[] Words = [0, 1, 7, 8, 19, 20, 28, 40, 64, 1280, 0x0800, 0x0806, 0x8100, 0x86dd, 0x1fff, 0x2000, 0x3fff, 0x4000, 0x7fff, 0x8000, 0xfff8, 0xffff];

    public static byte[] Of(byte[] frame, Random random)
    {
        byte[] bytes = [.. frame];
        for (int i = random.Next(1, 5); i > 0; i--)
            bytes = Once(bytes, random);
        return bytes;
    }

    private static byte[] Once(byte[] bytes, Random random)
    {
        // Half of it in the headers, where it matters.
        int at = random.Next(random.Next(2) == 0 ? Math.Min(bytes.Length, 64) : bytes.Length);
        switch (random.Next(8))
        {
            case 0 or 1:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 2:
                bytes[at] = random.Next(3) == 0 ? (byte)random.Next(256) : Bytes[random.Next(Bytes.Length)];
                return bytes;
            case 3 when at + 2 <= bytes.Length:
                BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at), Words[random.Next(Words.Length)]);
                return bytes;
            case 4 when at + 2 <= bytes.Length:
                // A length or an offset that is off by a little.
                var field = bytes.AsSpan(at);
                BinaryPrimitives.WriteUInt16BigEndian(field, (ushort)(BinaryPrimitives.ReadUInt16BigEndian(field) + random.Next(-8, 9)));
                return bytes;
            case 5:
                return bytes[..random.Next(ShortestFrame, bytes.Length + 1)];
            case 6 when bytes.Length < LongestFrame:
                // A part twice.
                int length = random.Next(1, Math.Min(40, bytes.Length - at) + 1);
                return [.. bytes[..(at + length)], .. bytes[at..]];
            case 7:
                // A part left out.
                int gap = random.Next(1, 17);
                return at + gap > bytes.Length || bytes.Length - gap < ShortestFrame ? bytes : [.. bytes[..at], .. bytes[(at + gap)..]];
            default:
                return bytes;
        }
    }
}
