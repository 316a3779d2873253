namespace Ringfence.Fuzz;

/// <summary>Makes inputs out of others: bits, bytes, words and whole pieces are changed, put in, taken out, doubled and swapped. The same seed makes the same inputs.</summary>
internal sealed class Mutator(ulong seed, byte[][] words)
{
    /// <summary>Long enough for every bound of the readers' own, short enough for millions of runs.</summary>
    private const int MaximumLength = 4096;

    private ulong _state = (seed * 2) + 1;

    /// <summary>One or more changes of an input; now and then a piece of another one.</summary>
    public byte[] Next(byte[] from, byte[] other)
    {
        var bytes = new List<byte>(from);
        for (int changes = 1 + Below(6); changes > 0; changes--)
            Change(bytes, other);
        if (bytes.Count > MaximumLength)
            bytes.RemoveRange(MaximumLength, bytes.Count - MaximumLength);
        return [.. bytes];
    }

    /// <summary>A number from 0 up to but not including a bound.</summary>
    public int Below(int bound)
    {
        // SplitMix64 (Steele, Lea, Flood 2014): small, and the same everywhere.
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) % (ulong)Math.Max(bound, 1));
    }

    private void Change(List<byte> bytes, byte[] other)
    {
        int at = Below(bytes.Count + 1);
        int length = 1 + Below(Math.Min(32, bytes.Count));
        switch (Below(9))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << Below(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)Below(256);
                break;
            case 2:
                bytes.Insert(at, (byte)Below(256));
                break;
            case 3 when at < bytes.Count:
                bytes.RemoveRange(at, Math.Min(length, bytes.Count - at));
                break;
            case 4 when at < bytes.Count:
                bytes.InsertRange(at, bytes.GetRange(at, Math.Min(length, bytes.Count - at)));
                break;
            case 5 when other.Length > 0:
                int start = Below(other.Length);
                bytes.InsertRange(at, other.AsSpan(start, Math.Min(length, other.Length - start)).ToArray());
                break;
            case 6 when at < bytes.Count:
                byte[] again = Enumerable.Repeat(bytes[at], 1 + Below(200)).ToArray();
                bytes.InsertRange(at, again);
                break;
            default:
                if (words.Length > 0)
                    bytes.InsertRange(at, words[Below(words.Length)]);
                break;
        }
    }
}
