namespace Ringfence.Linux.Nftables;

/// <summary>libnftables refused commands, or the kernel refused the transaction: nothing of it was applied.</summary>
public sealed class NftException : IOException
{
    /// <summary>Keeps the whole text and takes its first line as the message.</summary>
    public NftException(string errors)
        : base(FirstLine(errors)) => Errors = errors;

    /// <summary>Everything that libnftables wrote.</summary>
    public string Errors { get; }

    private static string FirstLine(string errors)
    {
        var text = errors.AsSpan().Trim();
        int end = text.IndexOf('\n');
        return text.IsEmpty ? "nftables refused the commands and gave no reason." : (end < 0 ? text : text[..end]).ToString();
    }
}
