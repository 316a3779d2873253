using Ringfence.Cli.Output;

namespace Ringfence.Cli.Observing;

/// <summary>Says which hosts are not in a table, so that nobody takes silence for nothing.</summary>
internal static class Unreachable
{
    public static void Print(Printer people, IEnumerable<string> hosts, string what)
    {
        string names = string.Join(", ", hosts);
        if (names.Length > 0)
            people.Line($"{what}: {names}");
    }
}
