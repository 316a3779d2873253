using System.Globalization;

namespace Ringfence.Bench;

/// <summary>Memory of another process.</summary>
internal static class ProcessMemory
{
    /// <summary>What of it is in RAM, in MiB.</summary>
    public static double ResidentMebibytes(int processId)
    {
        string line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/status")).First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.AsSpan(6, line.Length - 9), NumberStyles.Float, CultureInfo.InvariantCulture) / 1024;
    }
}
