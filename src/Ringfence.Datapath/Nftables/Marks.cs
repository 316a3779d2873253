namespace Ringfence.Datapath.Nftables;

/// <summary>
/// The connection mark: 30 bits of generation, then which sides have accepted the flow in that generation. A flow whose mark is not of the current
/// generation is judged once more at its next packet; one whose other side is enforced too by now is judged there.
/// </summary>
internal static class FlowMark
{
    public const uint IngressAccepted = 1;
    public const uint EgressAccepted = 2;
    public const uint BothAccepted = IngressAccepted | EgressAccepted;

    /// <summary>Generations further back than this are not ours any more: somebody else's mark.</summary>
    public const uint RememberedGenerations = 1 << 20;

    /// <summary>Where a foreign rule copies connection marks to packets, theirs must not look like a <see cref="PortMark"/> for millions of changes.</summary>
    private const int MostFirst = 1 << 24;

    private const int SideBits = 2;
    private const uint GenerationMask = uint.MaxValue >> SideBits;

    public static uint Of(uint generation, uint sides) => (generation << SideBits) | sides;

    public static uint Generation(uint mark) => mark >> SideBits;

    public static uint Sides(uint mark) => mark & BothAccepted;

    /// <summary>The first generation where there was none: by chance, so that no mark of a life that left no tables is taken for ours.</summary>
    public static uint First() => (uint)Random.Shared.Next(1, MostFirst);

    /// <summary>The following generation; never 0, which would be the mark of a flow that nobody judged.</summary>
    public static uint Next(uint generation)
    {
        uint next = (generation + 1) & GenerationMask;
        return next == 0 ? 1 : next;
    }

    /// <summary>Whether the mark was set by us under an earlier generation.</summary>
    public static bool IsStale(uint mark, uint current)
    {
        uint age = (current - Generation(mark)) & GenerationMask;
        return Sides(mark) != 0 && age is > 0 and < RememberedGenerations;
    }
}

/// <summary>
/// The packet mark that carries bridge ports through the IP hooks, which see the bridge only: six magic bits, then the number of the enforced port that the
/// packet came from and of the one that it goes to (0: none).
/// </summary>
internal static class PortMark
{
    public const uint Magic = 0xb4000000;
    public const uint Judged = 0xb8000000;
    public const uint MagicMask = 0xfc000000;
    public const uint PortsMask = 0x03ffffff;
    public const uint FromMask = 0x03ffe000;
    public const uint ToMask = 0x00001fff;
    public const int MostPorts = 0x1fff;

    public static uint From(int port) => Magic | ((uint)port << 13);

    public static uint To(int port) => Magic | (uint)port;

    public static uint JudgedTo(int port) => Judged | (uint)port;
}
