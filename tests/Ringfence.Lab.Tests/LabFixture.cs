using System.Collections.Immutable;
using System.Diagnostics;
using Ringfence.Lab.Topology;

[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: AssemblyFixture(typeof(Ringfence.Lab.Tests.LabFixture))]

namespace Ringfence.Lab.Tests;

/// <summary>One unfiltered laboratory with every kind of link, for all tests that do not change it.</summary>
public sealed class LabFixture : IAsyncLifetime
{
    public Laboratory Lab { get; private set; } = null!;

    public static bool IsRoot => Environment.IsPrivilegedProcess;

    public static LabLayout Mixed { get; } = new()
    {
        Stations =
        [
            new("web"), new("app"), new("silent") { Silent = true },
            new("vm1") { Link = LinkKind.Bridged }, new("vm2") { Link = LinkKind.Bridged },
        ],
    };

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(IsRoot, "Network namespaces need root.");
        Lab = await Laboratory.CreateAsync(Mixed);
    }

    public async ValueTask DisposeAsync()
    {
        if (Lab is not null)
            await Lab.DisposeAsync();
    }

    /// <summary>Runs nft inside the laboratory's host: filters written by hand, so that the probes are tested without anything of ours.</summary>
    public static void Nft(Laboratory lab, string commands)
    {
        var start = new ProcessStartInfo("ip", ["netns", "exec", lab.Host.Namespace.Name, "nft", "-f", "-"]) { RedirectStandardInput = true };
        using var process = Process.Start(start)!;
        // nft wants a line end after each block.
        process.StandardInput.Write(commands.Replace("} ", "}\n", StringComparison.Ordinal));
        process.StandardInput.Close();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>Every ordered pair of ends of one family, host and outside included.</summary>
    public static IEnumerable<(LabAddress From, LabAddress To)> Pairs(Laboratory lab)
    {
        ImmutableArray<LabAddress> four = [lab.Host.V4, lab.Outside.V4, .. lab.Instances.Select(station => station.V4)];
        ImmutableArray<LabAddress> six = [lab.Host.V6, lab.Outside.V6, .. lab.Instances.Select(station => station.V6)];
        foreach (var ends in new[] { four, six })
        {
            foreach (var from in ends)
            {
                foreach (var to in ends.Where(to => to.Node != from.Node))
                    yield return (from, to);
            }
        }
    }
}
