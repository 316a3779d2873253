using System.Globalization;
using Ringfence.Datapath.Ebpf;
using Ringfence.Kernel.Tests.Ebpf;
using Ringfence.Lab.Topology;
using Ringfence.Linux.Bpf;
using Ringfence.Linux.Namespaces;

[assembly: AssemblyFixture(typeof(Ringfence.Kernel.Tests.Harness.Leftovers))]

namespace Ringfence.Kernel.Tests.Harness;

/// <summary>Removes, before the first test, what runs left behind that were killed: namespaces, what is pinned for them, and mounts of tests' own.</summary>
public sealed class Leftovers : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public async ValueTask InitializeAsync()
    {
        if (!Environment.IsPrivilegedProcess)
            return;

        // Two parts of the suite begin at once: one sweeps, the other finds nothing left.
        await using var turn = await TakeTurnAsync();
        foreach (string name in LabRegistry.Leftovers())
        {
            using (var left = NetworkNamespace.Open(name))
            {
                // What is pinned would keep the namespace.
                string pins = Path.Combine(BpfFs.DefaultMount, "ringfence", left.Run(NamespaceScope.Current));
                if (Directory.Exists(pins))
                    Directory.Delete(pins, recursive: true);
            }

            NetworkNamespace.Delete(name);
        }

        foreach (string path in Directory.EnumerateDirectories(Path.GetTempPath(), "rf*-pins-*"))
        {
            string owner = Path.GetFileName(path)[2..].Split('-')[0];
            if (int.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out _) && !Directory.Exists($"/proc/{owner}"))
                PinsFolder.Remove(path);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<FileStream> TakeTurnAsync()
    {
        string path = Path.Combine(Path.GetTempPath(), "ringfence-leftovers.lock");
        FileStream? turn = null;
        await EnforcedLab.EventuallyAsync(
            () =>
            {
                try
                {
                    turn = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                }
                catch (IOException)
                {
                    // Another's turn.
                }

                return turn is not null;
            },
            "another run has swept",
            Patience);
        return turn!;
    }
}
