using Ringfence.Bench.Datapath.Topology;
using Ringfence.Linux.Conntrack;

namespace Ringfence.Bench.Datapath.Contenders;

/// <summary>The kernel's table of tracked flows at a test bed's router. Its hash is the whole machine's: a table that is left full slows everybody.</summary>
internal static class TrackedFlows
{
    public static void Forget(TestBed bed) => bed.Router.Run(() =>
    {
        using var table = new ConntrackTable();
        table.Clear();
    });
}
