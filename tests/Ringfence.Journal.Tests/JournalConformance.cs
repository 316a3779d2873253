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

    [Fact]
    public async Task Revisions_are_found_by_each_condition_newest_first_and_only_in_their_scope()
    {
        var other = new Scope(Sample.Scope.Account, "eu-frankfurt");
        await Journal.CommitAsync([
            Scoped(1, Sample.Scope, "AKIDone", "CreateSecurityGroup", new Change.PutGroup(Group("sg-aaaaaaaa"))),
            Scoped(2, other, "AKIDone", "CreateSecurityGroup", new Change.PutGroup(Group("sg-bbbbbbbb"))),
            Scoped(3, Sample.Scope, "AKIDtwo", "DeleteSecurityGroup", new Change.DeleteGroup("sg-aaaaaaaa")),
            Scoped(4, Sample.Scope, "AKIDtwo", "CreateSecurityGroup", new Change.PutGroup(Group("sg-cccccccc")), new Change.PutGroup(Group("sg-aaaaaaaa")))], Cancel);
        await ReopenAsync();

        var query = new RevisionQuery(Sample.Scope);
        Assert.Equal("4 3 1 of 3", await FoundAsync(query));
        Assert.Equal("2 of 1", await FoundAsync(new RevisionQuery(other)));
        Assert.Equal(" of 0", await FoundAsync(new RevisionQuery(new Scope("100000000009", Sample.Scope.Region))));
        Assert.Equal("3 of 1", await FoundAsync(query with { Number = 3 }));
        Assert.Equal(" of 0", await FoundAsync(query with { Number = 2 }));
        Assert.Equal("4 3 of 2", await FoundAsync(query with { SecretIds = ["AKIDtwo", "AKIDthree"] }));
        Assert.Equal("4 1 of 2", await FoundAsync(query with { Actions = ["CreateSecurityGroup"] }));
        Assert.Equal("4 3 1 of 3", await FoundAsync(query with { DocumentIds = ["sg-aaaaaaaa"] }));
        Assert.Equal("4 of 1", await FoundAsync(query with { DocumentIds = ["sg-cccccccc", "sg-bbbbbbbb"] }));
        Assert.Equal("4 3 of 2", await FoundAsync(query with { From = Revision(3).At }));
        Assert.Equal("1 of 1", await FoundAsync(query with { Before = Revision(3).At }));
        Assert.Equal("3 of 3", await FoundAsync(query with { Offset = 1, Limit = 1 }));
        Assert.Equal(" of 0", await FoundAsync(query with { SecretIds = ["x' OR 1=1 --"] }));
    }

    [Fact]
    public async Task A_found_revision_knows_what_each_document_was_before_it()
    {
        await Journal.CommitAsync([
            Revision(1, new Change.PutGroup(Group("sg-aaaaaaaa", "first"))),
            Revision(2, new Change.PutGroup(Group("sg-aaaaaaaa", "second")), new Change.PutGroup(Group("sg-bbbbbbbb"))),
            Revision(3, new Change.DeleteGroup("sg-aaaaaaaa"))], Cancel);
        var page = await Journal.FindAsync(new RevisionQuery(new Scope("", "")), Cancel);
        Assert.Equal([Stored.Text(new Change.PutGroup(Group("sg-aaaaaaaa", "second")))], page.Revisions[0].Before.Select(Stored.Text));
        Assert.Equal(["group sg-aaaaaaaa", "group sg-bbbbbbbb deleted"], page.Revisions[1].Before.Select(change => Stored.Text(change).Split(" {")[0]));
        Assert.Contains("\"name\":\"first\"", Stored.Text(page.Revisions[1].Before[0]), StringComparison.Ordinal);
        Assert.Equal(["group sg-aaaaaaaa deleted"], page.Revisions[2].Before.Select(Stored.Text));

        var capped = Assert.Single((await Journal.FindAsync(new RevisionQuery(new Scope("", "")) { Number = 2, ChangeLimit = 1 }, Cancel)).Revisions);
        Assert.Equal((1, 1, 2), (capped.Revision.Changes.Length, capped.Before.Length, capped.ChangeCount));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Rewinding_from_the_head_gives_the_fold_of_any_earlier_revision(uint seed)
    {
        var revisions = GenDocuments.Change.Array[0, 4].Array[25].Generate(new PCG(seed), null, out _).Select((changes, i) => Revision(i + 1, changes)).ToArray();
        foreach (var part in revisions.Chunk(7))
            await Journal.CommitAsync([.. part], Cancel);
        for (int number = 0; number <= revisions.Length; number++)
        {
            var model = new JournalModel();
            model.Apply(revisions);
            model.Apply([Revision(number, [.. await Journal.RewindAsync(number, revisions.Length, Cancel)])]);
            Assert.Equal(Stored.Fold(revisions.Take(number)), model.Documents);
        }
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

    private static Revision Scoped(long number, Scope scope, string secretId, string action, params Change[] changes) =>
        Revision(number, changes) with { Scope = scope, Origin = Sample.Origin with { SecretId = secretId, Action = action } };

    private async Task<string> FoundAsync(RevisionQuery query)
    {
        var page = await Journal.FindAsync(query, Cancel);
        return $"{string.Join(' ', page.Revisions.Select(past => past.Revision.Number))} of {page.TotalCount}";
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
