namespace Ringfence.Linux.Bpf;

/// <summary>Reads what libbpf and the verifier say when they refuse a program.</summary>
public static class VerifierLog
{
    /// <summary>
    /// The one line that says why: the verifier's last statement before its statistics, else libbpf's last complaint. Null when there is neither.
    /// </summary>
    public static string? UsefulLine(string log)
    {
        var lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        int statistics = Array.FindLastIndex(lines, line => line.StartsWith("processed ", StringComparison.Ordinal) && line.Contains(" insns", StringComparison.Ordinal));
        if (statistics > 0 && !lines[statistics - 1].StartsWith("-- ", StringComparison.Ordinal))
            return lines[statistics - 1];
        string? complaint = Array.FindLast(lines, line => line.StartsWith("libbpf:", StringComparison.Ordinal) && !line.EndsWith("to load object", StringComparison.Ordinal));
        return complaint?["libbpf:".Length..].Trim();
    }
}
