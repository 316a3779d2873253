using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Control.Journal;
using Ringfence.Control.Worlds;
using Ringfence.Journal.Tests.Support;
using Ringfence.Journal.Tests.Writer;

namespace Ringfence.Journal.Tests;

/// <summary>
/// kill -9 at random instants of a writer under load: what was acknowledged is there, and no change is there by half. Two folders are worked on at once, each
/// taken over by one process after the other.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int KillsPerFolder = 100;
    private const int Producers = 4;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hundred_kills_lose_no_acknowledged_change_and_leave_no_half_one()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"Seed {seed}.");
        var totals = await Task.WhenAll(Task.Run(() => KillRepeatedlyAsync(new Random(seed)), Cancel), Task.Run(() => KillRepeatedlyAsync(new Random(seed + 1)), Cancel));
        output.WriteLine($"{KillsPerFolder * 2} kills, {totals.Sum()} acknowledged revisions.");
        Assert.All(totals, total => Assert.True(total > KillsPerFolder, "There was hardly any load."));
    }

    private static async Task<long> KillRepeatedlyAsync(Random random)
    {
        using var temp = new TempFolder();
        var known = new Dictionary<int, long>();
        long verified = 0, acknowledged = 0;
        for (int kill = 0; kill < KillsPerFolder; kill++)
        {
            var told = await RunAndKillAsync(temp.Path, random);
            acknowledged += told.Count;
            verified = await VerifyAsync(temp.Path, verified, known, told);
        }

        return acknowledged;
    }

    private static async Task<List<Acknowledgement>> RunAndKillAsync(string folder, Random random)
    {
        await using var writer = WriterProcess.Start(folder, Producers);

        // Some die while they open and recover, most under load. The short spin spreads the instant over the few steps of one commit.
        var told = await writer.ReadAsync(random.Next(10) == 0 ? 0 : random.Next(1, 60), Cancel);
        Thread.SpinWait(random.Next(20_000));
        told.AddRange(await writer.KillAsync(Cancel));
        return told;
    }

    /// <summary>Holds what is there against what was told and against the log.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="verified">The head that was verified before: its log is not read again.</param>
    /// <param name="counts">Each producer's count at that head; brought to the new one.</param>
    /// <param name="told">What was acknowledged since.</param>
    /// <returns>The new head.</returns>
    private static async Task<long> VerifyAsync(string path, long verified, Dictionary<int, long> counts, List<Acknowledgement> told)
    {
        using var folder = DataFolder.Open(path);
        await using IJournal journal = await SqliteJournal.OpenAsync(folder, NullLogger<SqliteJournal>.Instance, Cancel);
        var snapshot = await journal.LoadAsync(Cancel);
        var log = await journal.HistoryAsync(verified + 1, int.MaxValue, Cancel);

        // The log is dense up to the head, and whole.
        Assert.Equal(Enumerable.Range(1, log.Length).Select(i => verified + i), log.Select(revision => revision.Number));
        Assert.Equal(snapshot.Head, verified + log.Length);
        var numbers = new Dictionary<long, (int Producer, long Count)>();
        foreach (var revision in log)
        {
            int producer = int.Parse(revision.Origin.Action["Count".Length..], System.Globalization.CultureInfo.InvariantCulture);
            long count = counts[producer] = counts.GetValueOrDefault(producer) + 1;
            AssertWhole(revision, producer, count);
            numbers[revision.Number] = (producer, count);
        }

        // Everything that was acknowledged is there, under its number.
        foreach (var acknowledgement in told)
            Assert.Equal((acknowledgement.Producer, acknowledgement.Count), Assert.Contains(acknowledgement.Revision, (IReadOnlyDictionary<long, (int, long)>)numbers));

        // The documents are the fold of the log: each producer's three are all at its last count.
        var world = World.Load(snapshot.Head, snapshot.LastRuleId, snapshot.Documents);
        foreach (var (producer, count) in counts)
        {
            Assert.Equal(count, world.Groups[CountUp.GroupId(producer)].PolicyVersion);
            Assert.Equal($"{count}", world.Instances[CountUp.InstanceId(producer)].Name);
            Assert.Equal(CountUp.HasInterface(count) ? $"{count}" : null, world.Interfaces.GetValueOrDefault(CountUp.InterfaceId(producer))?.Name);
        }

        Assert.Equal(counts.Count, world.Groups.Count);
        return snapshot.Head;
    }

    private static void AssertWhole(Revision revision, int producer, long count)
    {
        Assert.Equal(3, revision.Changes.Length);
        Assert.Equal((CountUp.GroupId(producer), count), revision.Changes[0] is Change.PutGroup { Group: var group } ? (group.Id, group.PolicyVersion) : default);
        Assert.Equal($"{count}", Assert.IsType<Change.PutInstance>(revision.Changes[1]).Instance.Name);
        Assert.Equal(CountUp.HasInterface(count), revision.Changes[2] is Change.PutInterface);
    }
}
