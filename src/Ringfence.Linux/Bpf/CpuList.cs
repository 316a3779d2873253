using System.Globalization;

namespace Ringfence.Linux.Bpf;

/// <summary>The kernel's list form: <c>0-3,8</c>.</summary>
internal static class CpuList
{
    /// <summary>The highest number in the list, plus one.</summary>
    public static int Count(string list)
    {
        int highest = 0;
        foreach (string part in list.Trim().Split(','))
            highest = Math.Max(highest, int.Parse(part[(part.IndexOf('-', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture));
        return highest + 1;
    }
}
