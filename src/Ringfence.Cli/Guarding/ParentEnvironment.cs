using System.Globalization;
using System.Text;

namespace Ringfence.Cli.Guarding;

/// <summary>
/// The environments of the processes that a process descends from, as they were started with (proc(5)): sudo and su take variables away, the shell in which they were typed has them. Looks at own
/// parents only, and not at many; what cannot be read says nothing.
/// </summary>
internal static class ParentEnvironment
{
    /// <summary>How far up it looks: more than a shell in a terminal in a shell takes.</summary>
    private const int Generations = 32;

    /// <summary>How much of an environment is read.</summary>
    private const int MaximumBytes = 1 << 20;

    /// <summary>The value that the nearest parent has; null when none has one.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="process">Whose parents.</param>
    public static string? Find(string name, int process)
    {
        try
        {
            for (int generation = 0; generation < Generations && (process = ParentOf(process)) > 1; generation++)
            {
                if (ValueOf(name, process) is { Length: > 0 } value)
                    return value;
            }
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // A parent that ended, or a /proc that shows own processes only (hidepid).
        }

        return null;
    }

    private static int ParentOf(int process)
    {
        // "pid (name) state ppid …"; the name may hold anything.
        string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
        string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', 4, StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 2 && int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out int parent) ? parent : 0;
    }

    private static string? ValueOf(string name, int process)
    {
        try
        {
            using var file = File.OpenRead(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/environ"));
            byte[] bytes = new byte[MaximumBytes];
            int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            string start = name + "=";
            return Encoding.UTF8.GetString(bytes, 0, length).Split('\0').FirstOrDefault(entry => entry.StartsWith(start, StringComparison.Ordinal))?[start.Length..];
        }
        catch (UnauthorizedAccessException)
        {
            // Somebody else's process; those above it may be readable.
            return null;
        }
    }
}
