namespace Ringfence.Files;

/// <summary>How large a file may be. A request is limited to 10 MB already; these bound what a small text can make of itself.</summary>
public static class FileLimits
{
    /// <summary>UTF-16 units of text.</summary>
    public const int Characters = 10 * 1024 * 1024;

    /// <summary>Objects and lists in each other. The document has five.</summary>
    public const int Depth = 16;

    /// <summary>Values, lists and objects.</summary>
    public const int Nodes = 2_000_000;
}
