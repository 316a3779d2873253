using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Control.Journal;
using Ringfence.Control.Worlds;
using Ringfence.Journal.Tests.Support;

namespace Ringfence.Journal.Tests;

/// <summary>A database of an earlier schema is brought forward with what it holds.</summary>
public sealed class MigrationTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Revisions_from_before_scopes_were_kept_get_theirs_from_their_documents()
    {
        using var folder = DataFolder.Open(_temp.Path);
        WriteFirstSchema(folder.Claim("journal.db"));
        await using var journal = await SqliteJournal.OpenAsync(folder, NullLogger<SqliteJournal>.Instance, TestContext.Current.CancellationToken);

        var page = await journal.FindAsync(new RevisionQuery(Sample.Scope), TestContext.Current.CancellationToken);
        Assert.Equal([3, 1], page.Revisions.Select(past => past.Revision.Number));
        Assert.Equal("DeleteSecurityGroup", page.Revisions[0].Revision.Origin.Action);
        var was = Assert.IsType<Change.PutGroup>(Assert.Single(page.Revisions[0].Before));
        Assert.Equal("old", was.Group.Name);
    }

    private static void WriteFirstSchema(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var reader = new StreamReader(typeof(SqliteJournal).Assembly.GetManifestResourceStream("journal.001_revisions_and_documents.sql")!);
        Execute(connection, reader.ReadToEnd());
        Execute(connection, "PRAGMA user_version = 1");
        Insert(connection, 1, "CreateSecurityGroup", new Change.PutGroup(Sample.Group("sg-aaaaaaaa", "old")));
        Insert(connection, 2, "CreateSecurityGroup", new Change.PutGroup(Sample.Group("sg-bbbbbbbb") with { Scope = new Scope("100000000002", "eu-frankfurt") }));
        Insert(connection, 3, "DeleteSecurityGroup", new Change.DeleteGroup("sg-aaaaaaaa"));
    }

    private static void Insert(SqliteConnection connection, int number, string action, Change change)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO revisions VALUES ($number, '2026-11-01T08:30:00.0000000Z', 'AKID', '', '', $action, $changes)";
        command.Parameters.AddWithValue("$number", number);
        command.Parameters.AddWithValue("$action", action);
        command.Parameters.AddWithValue("$changes", System.Text.Encoding.UTF8.GetString(RevisionCodec.Encode([DocumentCodec.Encode(change)]).Span));
        command.ExecuteNonQuery();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
