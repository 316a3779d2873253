using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Control.Journal;
using Ringfence.Control.Worlds;
using Ringfence.Journal.Tests.Support;

namespace Ringfence.Journal.Tests;

/// <summary>On a disk of its own that is filled to the last page.</summary>
public sealed class FullDiskTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_refuses_the_commit_keeps_everything_readable_and_works_again_with_room()
    {
        using var disk = SmallDisk.Mount(kibibytes: 2048);
        await using var test = await OpenJournal.AtAsync(disk.Path);
        await test.CommitAsync(JournalCommit.Committed, Big(1));
        disk.Fill();

        // Several times: a refusal must not wear anything out.
        for (int i = 0; i < 3; i++)
        {
            await test.CommitAsync(JournalCommit.NoSpace, Big(2), Big(3));
            await test.VerifyAsync();
        }

        disk.Free();
        await test.CommitAsync(JournalCommit.Committed, Big(2), Big(3));
        await test.ReopenAsync();
        await test.VerifyAsync();
    }

    [Fact]
    public async Task A_journal_on_a_full_disk_can_be_opened_and_read()
    {
        using var disk = SmallDisk.Mount(kibibytes: 2048);
        await using var test = await OpenJournal.AtAsync(disk.Path);
        await test.CommitAsync(JournalCommit.Committed, Big(1), Big(2));
        disk.Fill();
        await test.ReopenAsync();
        await test.VerifyAsync();
        await test.CommitAsync(JournalCommit.NoSpace, Big(3));
        disk.Free();
        await test.CommitAsync(JournalCommit.Committed, Big(3));
        await test.VerifyAsync();
    }

    [Fact]
    public async Task Wherever_the_room_ends_within_a_commit_or_a_checkpoint_nothing_is_there_by_half()
    {
        const int Rounds = 40;
        using var disk = SmallDisk.Mount(kibibytes: 128 * 1024);
        await using var test = await OpenJournal.AtAsync(disk.Path);
        for (int round = 0; round < Rounds; round++)
        {
            // Reopened, the log starts anew and needs room at once. Otherwise it has room to use again, and it is the checkpoint that finds none.
            if (round % 4 != 0)
                await test.ReopenAsync();
            disk.Fill(leaveKibibytes: round * 8);
            JournalCommit result;
            do
                result = await test.TryAsync([Big(test.Next), Big(test.Next + 1)]);
            while (result == JournalCommit.Committed);
            Assert.Equal(JournalCommit.NoSpace, result);
            await test.VerifyAsync();
            if (round % 3 == 0)
            {
                await test.ReopenAsync();
                await test.VerifyAsync();
            }

            disk.Free();
            await test.CommitAsync(JournalCommit.Committed, Big(test.Next), Big(test.Next + 1));
        }

        await test.ReopenAsync();
        await test.VerifyAsync();
    }

    /// <summary>About 25 KiB: a hundred rules in one of five groups, which comes and goes.</summary>
    private static Revision Big(long number) => number % 11 == 0
        ? Sample.Revision(number, new Change.DeleteGroup($"sg-0000000{number % 5}"))
        : Sample.Revision(number, new Change.PutGroup(Sample.Group($"sg-0000000{number % 5}", rules: 100, firstRuleId: number * 100)));

    /// <summary>A journal with a model of what must be in it.</summary>
    private sealed class OpenJournal : IAsyncDisposable
    {
        private readonly DataFolder _folder;
        private readonly JournalModel _model = new();
        private readonly List<Revision> _last = [];
        private IJournal _journal;

        private OpenJournal(DataFolder folder, IJournal journal)
        {
            _folder = folder;
            _journal = journal;
        }

        public long Next { get; private set; } = 1;

        public static async Task<OpenJournal> AtAsync(string path)
        {
            var folder = DataFolder.Open(path);
            return new OpenJournal(folder, await SqliteJournal.OpenAsync(folder, NullLogger<SqliteJournal>.Instance, Cancel));
        }

        public async Task<JournalCommit> TryAsync(ImmutableArray<Revision> revisions)
        {
            var result = await _journal.CommitAsync(revisions, Cancel);
            if (result == JournalCommit.Committed)
                Remember(revisions);
            return result;
        }

        public async Task CommitAsync(JournalCommit expected, params Revision[] revisions) => Assert.Equal(expected, await TryAsync([.. revisions]));

        public async Task VerifyAsync()
        {
            var snapshot = await _journal.LoadAsync(Cancel);
            Assert.Equal(Next - 1, snapshot.Head);
            Assert.Equal(_model.Documents, Stored.Documents(snapshot));
            Assert.Equal(Stored.Text([.. _last]), Stored.Text(await _journal.HistoryAsync(Next - _last.Count, int.MaxValue, Cancel)));
        }

        public async Task ReopenAsync()
        {
            await _journal.DisposeAsync();
            _journal = await SqliteJournal.OpenAsync(_folder, NullLogger<SqliteJournal>.Instance, Cancel);
        }

        private void Remember(ImmutableArray<Revision> revisions)
        {
            Next += revisions.Length;
            _model.Apply(revisions);
            _last.AddRange(revisions);
            _last.RemoveRange(0, Math.Max(0, _last.Count - 10));
        }

        public async ValueTask DisposeAsync()
        {
            await _journal.DisposeAsync();
            _folder.Dispose();
        }
    }
}
