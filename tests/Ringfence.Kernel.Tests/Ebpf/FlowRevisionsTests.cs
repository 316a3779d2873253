using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Ebpf.Layout;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>Stamps to revisions, against a list of everything that ever was.</summary>
public sealed class FlowRevisionsTests
{
    private static readonly string[] Ids = ["eni-a", "eni-b", "eni-c"];

    [Fact]
    public void A_stamp_means_the_last_revision_that_gave_it()
    {
        var random = new Random(11);
        var revisions = new FlowRevisions();
        var generations = Ids.ToDictionary(id => id, _ => 1u);
        var history = new List<(string Id, uint Stamp, long Revision)>();
        uint epoch = 0;
        // Revisions may go back: a control plane that was restored from a backup.
        for (long revision = 100, step = 0; step < 40; revision += random.Next(8) == 0 ? -20 : 1, step++)
        {
            int kind = random.Next(3);
            epoch += kind == 0 ? 1u : 0;
            if (kind == 1)
                generations[Ids[random.Next(Ids.Length)]] = 10 + (uint)step;
            if (kind == 0)
                revisions.Moved(revision, epoch);
            else
                revisions.Applied(revision, epoch, [.. generations.Select(entry => (entry.Key, entry.Value))]);
            foreach (string id in Ids)
                history.Add((id, KernelImage.Stamp(epoch, generations[id]), revision));
            foreach (var (id, stamp, _) in history)
            {
                // Before the first Applied nothing is known of the interfaces.
                long? expected = history.Last(entry => entry.Id == id && entry.Stamp == stamp).Revision;
                Assert.True(revisions.Of(id, stamp) is null || revisions.Of(id, stamp) == expected, $"step {step}: {id} {stamp}: {revisions.Of(id, stamp)}, not {expected}");
            }

            if (kind != 0)
                Assert.All(Ids, id => Assert.Equal(revision, revisions.Of(id, KernelImage.Stamp(epoch, generations[id]))));
        }

        Assert.Null(revisions.Of("eni-a", 0xfffe));
        revisions.Applied(1000, epoch, [("eni-a", generations["eni-a"])]);
        Assert.Null(revisions.Of("eni-b", KernelImage.Stamp(epoch, generations["eni-b"])));
    }
}
