using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Ringfence.Linux.Namespaces;

namespace Ringfence.Lab.Topology;

/// <summary>
/// Knows which namespaces are laboratories': names begin with <c>rf</c>, the process id and a hyphen. Removes those of this process when it ends, however it
/// ends short of a kill, and those of killed processes when the next one builds a laboratory.
/// </summary>
public static partial class LabRegistry
{
    private static readonly Lock Gate = new();
    private static readonly HashSet<string> Live = [];
    private static PosixSignalRegistration? _interrupt;
    private static int _count;

    /// <summary>A prefix that no other laboratory has.</summary>
    public static string NextPrefix() =>
        string.Create(CultureInfo.InvariantCulture, $"rf{Environment.ProcessId}-{Interlocked.Increment(ref _count)}-");

    /// <summary>Makes a namespace that will not outlive the process.</summary>
    public static NetworkNamespace Create(string name)
    {
        lock (Gate)
        {
            if (_interrupt is null)
            {
                // Ctrl-C ends a process without ProcessExit unless somebody handles it.
                _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => RemoveAll());
                AppDomain.CurrentDomain.ProcessExit += (_, _) => RemoveAll();
            }

            Live.Add(name);
        }

        return NetworkNamespace.Create(name);
    }

    /// <summary>Removes a namespace's name.</summary>
    public static void Remove(string name)
    {
        NetworkNamespace.Delete(name);
        lock (Gate)
            Live.Remove(name);
    }

    /// <summary>The namespaces that processes left behind which are gone.</summary>
    public static IReadOnlyList<string> Leftovers() =>
        [.. NetworkNamespace.List().Where(name => OwnerPattern().Match(name) is { Success: true } match && !Directory.Exists($"/proc/{match.Groups[1].ValueSpan}"))];

    /// <summary>Removes what processes that are gone left behind.</summary>
    public static void SweepLeftovers()
    {
        foreach (string name in Leftovers())
            NetworkNamespace.Delete(name);
    }

    private static void RemoveAll()
    {
        string[] names;
        lock (Gate)
            names = [.. Live];
        foreach (string name in names)
            Remove(name);
    }

    [GeneratedRegex("^rf([0-9]+)-[0-9]+-", RegexOptions.CultureInvariant)]
    private static partial Regex OwnerPattern();
}
