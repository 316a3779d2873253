using Ringfence.Datapath.Ebpf.Layout;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// Which revision each of the last roots brought into force (rf_revision): what samples are named by. A packet is done with its root long before so many others have followed; if not, its sample has
/// no revision.
/// </summary>
internal static class RevisionsInKernel
{
    /// <summary>The revision of a root; 0: not known.</summary>
    public static long Of(ref KernelHost host, ulong root)
    {
        int at = Find(ref host, root);
        return at < 0 ? 0 : host.Revisions[at].Revision;
    }

    /// <summary>Notes a root's revision, before the root is turned to.</summary>
    public static void Note(ref KernelHost host, ulong root, long revision)
    {
        int at = Find(ref host, root);
        if (at < 0)
        {
            // The oldest is last. No reader minds where an entry is.
            for (int i = KernelHost.RevisionsKept - 1; i > 0; i--)
                Write(ref host.Revisions[i], host.Revisions[i - 1].Root, host.Revisions[i - 1].Revision);
            at = 0;
        }

        Write(ref host.Revisions[at], root, revision);
    }

    private static int Find(ref KernelHost host, ulong root)
    {
        for (int i = 0; i < KernelHost.RevisionsKept; i++)
        {
            if (host.Revisions[i].Root == root)
                return i;
        }

        return -1;
    }

    private static void Write(ref KernelRevision entry, ulong root, long revision)
    {
        // Never a root beside another's revision.
        Volatile.Write(ref entry.Root, 0);
        Volatile.Write(ref entry.Revision, revision);
        Volatile.Write(ref entry.Root, root);
    }
}
