namespace Ringfence.Fuzz;

/// <summary>What must hold of every input.</summary>
internal static class Check
{
    public static void That(bool holds, string what)
    {
        if (!holds)
            throw new InvalidOperationException(what);
    }

    /// <summary>A few bits of what a reader said: texts of faults without the values in them.</summary>
    public static long Answer(long number, string text)
    {
        ulong hash = 14695981039346656037UL ^ (ulong)number;
        foreach (char c in text)
        {
            if (!char.IsAsciiDigit(c))
                hash = (hash ^ c) * 1099511628211UL;
            if (c is '`' or '\'')
                break;
        }

        return (long)hash;
    }
}
