namespace Ringfence.Lab.Probing;

/// <summary>Source ports and ICMP identifiers for new flows: none comes again before forty thousand others.</summary>
public static class ProbePorts
{
    private const int First = 20_000;
    private const int Count = 40_000;
    private static int _last;

    /// <summary>The next one, 20000 to 59999.</summary>
    public static ushort Next() => (ushort)(First + ((uint)Interlocked.Increment(ref _last) % Count));
}
