using System.Collections.Immutable;
using CsCheck;
using Ringfence.Control.Journal;
using Ringfence.Control.Worlds;
using Ringfence.Journal.Tests.Support;
using static Ringfence.Journal.Tests.Support.Sample;

namespace Ringfence.Journal.Tests;

/// <summary>What every journal promises, whatever keeps it. Derive from it and say how to open one.</summary>
public abstract class JournalConformance : IAsyncLifetime
{
    private IJournal? _journal;

    protected IJournal Journal => _journal ?? throw new InvalidOperationException("Not open.");

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _journal = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        if (_journal is not null)
            await _journal.DisposeAsync();
        await CleanAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_new_journal_is_empty_at_zero()
    {
        var snapshot = await Journal.LoadAsync(Cancel);
        Assert.Equal((0, 0), (snapshot.Head, snapshot.LastRuleId));
        Assert.Empty(snapshot.Documents);
        Assert.Empty(await Journal.HistoryAsync(1, 10, Cancel));
    }

    [Fact]
    public async Task What_was_committed_is_there_after_reopening()
    {
        Revision[] revisions = [
            Revision(1, new Change.PutGroup(Group("sg-aaaaaaaa", rules: 3)), new Change.PutInterface(Interface("eni-aaaaaaaa", "h1", "10.0.0.1", "sg-aaaaaaaa"))),
            Revision(2, new Change.PutGroup(Group("sg-bbbbbbbb", "名字 \"quoted\" 🚀 </script>")), new Change.DeleteInterface("eni-aaaaaaaa"))];
        foreach (var revision in revisions)
            Assert.Equal(JournalCommit.Committed, await Journal.CommitAsync([revision], Cancel));
        await ReopenAsync();

        var snapshot = await Journal.LoadAsync(Cancel);
        Assert.Equal((2, 3), (snapshot.Head, snapshot.LastRuleId));
        Assert.Equal(Stored.Fold(revisions), Stored.Documents(snapshot));
        Assert.Equal(Stored.Text([.. revisions]), Stored.Text(await Journal.HistoryAsync(1, 10, Cancel)));
    }

    [Fact]
    public async Task A_group_of_revisions_is_committed_together_and_a_document_ends_as_the_last_one_put_it()
    {
        ImmutableArray<Revision> group = [
            Revision(1, new Change.PutGroup(Group("sg-aaaaaaaa", "first"))),
            Revision(2, new Change.PutGroup(Group("sg-aaaaaaaa", "second")), new Change.PutGroup(Group("sg-bbbbbbbb"))),
            Revision(3, new Change.DeleteGroup("sg-bbbbbbbb"))];
        Assert.Equal(JournalCommit.Committed, await Journal.CommitAsync(group, Cancel));
        Assert.Equal(Stored.Fold(group), Stored.Documents(await Journal.LoadAsync(Cancel)));
        Assert.Equal(Stored.Text(group), Stored.Text(await Journal.HistoryAsync(1, 10, Cancel)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task A_commit_that_does_not_follow_the_head_is_a_conflict_and_writes_nothing(long number)
    {
        ImmutableArray<Revision> first = [Revision(1, new Change.PutGroup(Group("sg-aaaaaaaa"))), Revision(2, new Change.PutGroup(Group("sg-bbbbbbbb")))];
        await Journal.CommitAsync(first, Cancel);
        Assert.Equal(JournalCommit.Conflict, await Journal.CommitAsync([Revision(number, new Change.DeleteGroup("sg-aaaaaaaa"))], Cancel));
        Assert.Equal(Stored.Fold(first), Stored.Documents(await Journal.LoadAsync(Cancel)));
        Assert.Equal(Stored.Text(first), Stored.Text(await Journal.HistoryAsync(1, 10, Cancel)));
        Assert.Equal(JournalCommit.Committed, await Journal.CommitAsync([Revision(3, new Change.DeleteGroup("sg-aaaaaaaa"))], Cancel));
    }

    [Fact]
    public async Task Numbers_with_a_hole_are_a_fault_of_the_caller() =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await Journal.CommitAsync([Revision(1), Revision(3)], Cancel));

    [Fact]
    public async Task History_starts_where_it_is_asked_to_and_stops_at_the_limit()
    {
        await Journal.CommitAsync([.. Enumerable.Range(1, 20).Select(number => Revision(number, new Change.PutGroup(Group("sg-aaaaaaaa", $"n{number}"))))], Cancel);
        Assert.Equal([5, 6, 7], (await Journal.HistoryAsync(5, 3, Cancel)).Select(revision => revision.Number));
        Assert.Equal([19, 20], (await Journal.HistoryAsync(19, 100, Cancel)).Select(revision => revision.Number));
        Assert.Empty(await Journal.HistoryAsync(21, 100, Cancel));
    }

    [Fact]
    public async Task The_last_rule_id_survives_the_rule()
    {
        await Journal.CommitAsync([Revision(1, new Change.PutGroup(Group("sg-aaaaaaaa", rules: 5, firstRuleId: 100)))], Cancel);
        await Journal.CommitAsync([Revision(2, new Change.DeleteGroup("sg-aaaaaaaa"))], Cancel);
        await ReopenAsync();
        Assert.Equal(104, (await Journal.LoadAsync(Cancel)).LastRuleId);
    }

    [Fact]
    public async Task Whoever_and_whenever_is_kept_to_the_tick()
    {
        var origin = new Origin("AKID'; DROP TABLE revisions; --", "2001:db8::1", "", "RegisterInstances");
        var revision = new Revision(1, new DateTimeOffset(2026, 2, 28, 23, 59, 59, TimeSpan.FromHours(8)).AddTicks(1234567), origin, []);
        await Journal.CommitAsync([revision], Cancel);
        var stored = Assert.Single(await Journal.HistoryAsync(1, 1, Cancel));
        Assert.Equal(revision.At, stored.At);
        Assert.Equal(TimeSpan.Zero, stored.At.Offset);
        Assert.Equal(origin, stored.Origin);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Any_sequence_of_changes_loads_as_its_fold(uint seed)
    {
        var revisions = new List<Revision>();
        var changes = GenDocuments.Change.Array[0, 4].Array[1, 6].Array[30].Generate(new PCG(seed), null, out _);
        foreach (var group in changes)
        {
            ImmutableArray<Revision> commit = [.. group.Select((own, i) => Revision(revisions.Count + i + 1, own))];
            Assert.Equal(JournalCommit.Committed, await Journal.CommitAsync(commit, Cancel));
            revisions.AddRange(commit);
        }

        await ReopenAsync();
        Assert.Equal(Stored.Fold(revisions), Stored.Documents(await Journal.LoadAsync(Cancel)));
        Assert.Equal(Stored.Text([.. revisions]), Stored.Text(await Journal.HistoryAsync(1, int.MaxValue, Cancel)));
    }

    /// <summary>Opens the journal of this test; the second time, the same one.</summary>
    protected abstract ValueTask<IJournal> OpenAsync();

    /// <summary>Takes away what <see cref="OpenAsync"/> made, after the journal is closed.</summary>
    protected abstract ValueTask CleanAsync();

    protected async Task ReopenAsync()
    {
        await Journal.DisposeAsync();
        _journal = await OpenAsync();
    }
}
