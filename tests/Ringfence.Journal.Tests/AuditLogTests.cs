using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Control.Audit;
using Ringfence.Control.Worlds;
using Ringfence.Journal.Tests.Support;
using static Ringfence.Journal.Tests.Support.Sample;

namespace Ringfence.Journal.Tests;

public sealed class AuditLogTests : IDisposable
{
    private readonly TempFolder _temp = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Records_are_there_after_reopening_newest_first_and_found_by_each_condition()
    {
        using var folder = DataFolder.Open(_temp.Path);
        await using (var store = SqliteAuditStore.Open(folder))
        {
            await store.AppendAsync([
                Record("r1", action: "CreateSecurityGroup"), Record("r2", code: "LimitExceeded", secretId: "AKID2"), Record("r3", account: "9"),
                Record("r4", remote: "198.51.100.1") with { At = Sample.Time.AddHours(1) }], Cancel);
        }

        await using var again = SqliteAuditStore.Open(folder);
        var all = new AuditQuery(Sample.Scope.Account);
        Assert.Equal("r4 r2 r1 of 3", await FoundAsync(again, all));
        Assert.Equal("r3 of 1", await FoundAsync(again, new AuditQuery("9")));
        Assert.Equal("r1 of 1", await FoundAsync(again, all with { Actions = ["CreateSecurityGroup"] }));
        Assert.Equal("r2 of 1", await FoundAsync(again, all with { SecretIds = ["AKID2"] }));
        Assert.Equal("r2 of 1", await FoundAsync(again, all with { Codes = ["LimitExceeded"] }));
        Assert.Equal("r4 of 1", await FoundAsync(again, all with { RemoteAddresses = ["198.51.100.1"] }));
        Assert.Equal("r1 of 1", await FoundAsync(again, all with { RequestIds = ["r1", "r3"] }));
        Assert.Equal("r4 of 1", await FoundAsync(again, all with { From = Sample.Time.AddMinutes(1) }));
        Assert.Equal("r2 r1 of 2", await FoundAsync(again, all with { Before = Sample.Time.AddMinutes(1) }));
        Assert.Equal("r2 of 1", await FoundAsync(again, all with { Refused = true }));
        Assert.Equal("r4 r1 of 2", await FoundAsync(again, all with { Refused = false }));
        Assert.Equal("r2 of 3", await FoundAsync(again, all with { Offset = 1, Limit = 1 }));
        var record = (await again.FindAsync(all with { RequestIds = ["r2"] }, Cancel)).Records[0];
        Assert.Equal(Record("r2", code: "LimitExceeded", secretId: "AKID2"), record);
    }

    [Fact]
    public async Task The_oldest_records_go_and_the_file_stops_growing()
    {
        using var folder = DataFolder.Open(_temp.Path);
        await using var store = SqliteAuditStore.Open(folder, capacity: 100);
        long size = 0;
        for (int round = 0; round < 40; round++)
        {
            await store.AppendAsync([.. Enumerable.Range(0, 50).Select(i => Record($"{round}-{i}"))], Cancel);
            if (round == 10)
                size = Size();
        }

        Assert.Equal(100, (await store.FindAsync(new AuditQuery(Sample.Scope.Account) { Limit = 1000 }, Cancel)).Records.Length);
        Assert.Empty(await store.MissingAsync(["39-49", "38-0"], Cancel));
        Assert.Equal(["37-49"], await store.MissingAsync(["37-49", "38-0"], Cancel));
        Assert.InRange(Size(), 0, size + (64 * 1024));

        long Size() => Directory.GetFiles(_temp.Path, "audit.db").Sum(file => new FileInfo(file).Length);
    }

    [Fact]
    public async Task On_a_full_disk_records_go_to_the_servers_log_and_with_room_to_the_audit_log_again()
    {
        const int Many = 2000;
        using var disk = SmallDisk.Mount(kibibytes: 1024);
        using var folder = DataFolder.Open(disk.Path);
        await using var journal = await SqliteJournal.OpenAsync(folder, NullLogger<SqliteJournal>.Instance, Cancel);
        await using var store = SqliteAuditStore.Open(folder);
        var logger = new LogOf<AuditLog>();
        await using (var log = await AuditLog.StartAsync(store, journal, logger, Cancel))
        {
            await log.RecordAsync(Record("before"));
            await UntilAsync(async () => await FoundAsync(store, new AuditQuery(Sample.Scope.Account)) == "before of 1");
            disk.Fill();
            for (int i = 0; i < Many; i++)
                await log.RecordAsync(Record($"r{i}", code: "LimitExceeded"));
        }

        long kept = (await store.FindAsync(new AuditQuery(Sample.Scope.Account) { Limit = 1 }, Cancel)).TotalCount;
        int lost = logger.Entries.Count(entry => entry.Message.StartsWith("Audit: ", StringComparison.Ordinal));
        Assert.Equal(Many + 1, kept + lost);
        Assert.NotEqual(0, lost);
        disk.Free();
        await using (var log = await AuditLog.StartAsync(store, journal, logger, Cancel))
            await log.RecordAsync(Record("after"));
        Assert.Equal("after of 1", await FoundAsync(store, new AuditQuery(Sample.Scope.Account) { RequestIds = ["after"] }));
    }

    [Fact]
    public async Task What_a_crash_took_of_the_changes_is_put_back_from_the_journal()
    {
        using var folder = DataFolder.Open(_temp.Path);
        await using var journal = await SqliteJournal.OpenAsync(folder, NullLogger<SqliteJournal>.Instance, Cancel);
        await using var store = SqliteAuditStore.Open(folder);
        await store.AppendAsync([Record("kept")], Cancel);
        await journal.CommitAsync([Change(1, "kept"), Change(2, "lost"), Change(3, "lost too")], Cancel);

        await using (var log = await AuditLog.StartAsync(store, journal, NullLogger<AuditLog>.Instance, Cancel))
            Assert.Equal("lost too lost kept of 3", await FoundAsync(store, new AuditQuery(Sample.Scope.Account)));
        await using (var log = await AuditLog.StartAsync(store, journal, NullLogger<AuditLog>.Instance, Cancel))
            Assert.Equal("lost too lost kept of 3", await FoundAsync(store, new AuditQuery(Sample.Scope.Account)));

        static Revision Change(long number, string requestId) =>
            Revision(number, new Change.PutGroup(Group("sg-aaaaaaaa"))) with { Scope = Sample.Scope, Origin = Sample.Origin with { RequestId = requestId } };
    }

    [Fact]
    public async Task What_is_put_back_stands_where_its_time_is()
    {
        using var folder = DataFolder.Open(_temp.Path);
        await using var journal = await SqliteJournal.OpenAsync(folder, NullLogger<SqliteJournal>.Instance, Cancel);
        await using var store = SqliteAuditStore.Open(folder);
        await journal.CommitAsync([Revision(1, new Change.PutGroup(Group("sg-aaaaaaaa"))) with { Scope = Sample.Scope, Origin = Sample.Origin with { RequestId = "lost" } }], Cancel);
        await store.AppendAsync([Record("before"), Record("after") with { At = Sample.Time.AddHours(1) }, Record("at the same time") with { At = Sample.Time.AddHours(1) }], Cancel);
        await using var log = await AuditLog.StartAsync(store, journal, NullLogger<AuditLog>.Instance, Cancel);
        Assert.Equal("at the same time after lost before of 4", await FoundAsync(store, new AuditQuery(Sample.Scope.Account)));
    }

    [Fact]
    public async Task Closing_writes_what_waits_and_a_long_note_is_cut()
    {
        using var folder = DataFolder.Open(_temp.Path);
        await using var journal = await SqliteJournal.OpenAsync(folder, NullLogger<SqliteJournal>.Instance, Cancel);
        await using var store = SqliteAuditStore.Open(folder);
        await using (var log = await AuditLog.StartAsync(store, journal, NullLogger<AuditLog>.Instance, Cancel))
        {
            for (int i = 0; i < 2000; i++)
                await log.RecordAsync(Record($"r{i}") with { Note = new string('x', 10_000) });
        }

        var page = await store.FindAsync(new AuditQuery(Sample.Scope.Account) { Limit = 1 }, Cancel);
        Assert.Equal(("r1999", 2000, AuditRecord.MaximumNote), (page.Records[0].RequestId, page.TotalCount, page.Records[0].Note.Length));
    }

    [Fact]
    public async Task A_store_that_fails_does_not_stop_the_requests_and_nothing_is_lost_without_a_word()
    {
        using var folder = DataFolder.Open(_temp.Path);
        await using var journal = await SqliteJournal.OpenAsync(folder, NullLogger<SqliteJournal>.Instance, Cancel);
        var store = SqliteAuditStore.Open(folder);
        var log = new LogOf<AuditLog>();
        await using (var audit = await AuditLog.StartAsync(store, journal, log, Cancel))
        {
            await store.DisposeAsync();
            await audit.RecordAsync(Record("lost-1"));
        }

        Assert.Contains(log.Entries, entry => entry.Message.Contains("lost-1", StringComparison.Ordinal));
    }

    private static AuditRecord Record(
        string requestId, string account = "100000000001", string secretId = "AKID1", string remote = "192.0.2.1", string action = "ModifySecurityGroupPolicies", string code = "") =>
        new(Sample.Time, account, "ap-guangzhou", secretId, remote, requestId, action, code, "");

    private static async Task<string> FoundAsync(SqliteAuditStore store, AuditQuery query)
    {
        var page = await store.FindAsync(query, Cancel);
        return $"{string.Join(' ', page.Records.Select(record => record.RequestId))} of {page.TotalCount}";
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!await condition())
            await timer.WaitForNextTickAsync(patience.Token);
    }
}
