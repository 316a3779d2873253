using System.Runtime.InteropServices;
using Ringfence.Bench.Datapath.Topology;

namespace Ringfence.Bench.Datapath.Report;

/// <summary>Where a ratio holds: indirect calls and returns cost what the kernel's mitigations make of them.</summary>
/// <param name="Kernel">Its release.</param>
/// <param name="Processor">Model and number of cores.</param>
/// <param name="Mitigations">The kernel's answers about the vulnerabilities that affect this machine, by name.</param>
internal sealed record Machine(string Kernel, string Processor, IReadOnlyDictionary<string, string> Mitigations)
{
    private const string Vulnerabilities = "/sys/devices/system/cpu/vulnerabilities";

    public static Machine Read() => new(
        File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
        $"{Model()}, {TestBed.Cpu + 1} cores, {RuntimeInformation.OSArchitecture}",
        Directory.Exists(Vulnerabilities)
            ? Directory.EnumerateFiles(Vulnerabilities)
                .Select(file => (Name: Path.GetFileName(file), State: File.ReadAllText(file).Trim()))
                .Where(entry => entry.State != "Not affected")
                .OrderBy(entry => entry.Name, StringComparer.Ordinal)
                .ToDictionary(entry => entry.Name, entry => entry.State)
            : []);

    private static string Model() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown processor";
}
