using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Control.Journal;
using Ringfence.Control.Worlds;
using Ringfence.Journal.Tests.Support;

namespace Ringfence.Journal.Tests;

public sealed class DataFolderTests : IDisposable
{
    private readonly TempFolder _temp = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task A_new_folder_is_the_owners_alone_and_so_are_its_files()
    {
        string path = Path.Combine(_temp.Path, "a", "b");
        using var folder = DataFolder.Open(path);
        await using var journal = await SqliteJournal.OpenAsync(folder, NullLogger<SqliteJournal>.Instance, Cancel);
        await journal.CommitAsync([Sample.Revision(1, new Change.PutGroup(Sample.Group("sg-aaaaaaaa")))], Cancel);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
        string[] files = Directory.GetFiles(path);
        Assert.Contains(files, file => file.EndsWith("journal.db-wal", StringComparison.Ordinal));
        Assert.All(files, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public void A_folder_in_use_is_refused_with_the_process_that_uses_it()
    {
        var first = DataFolder.Open(_temp.Path);
        var refused = Assert.Throws<DataFolderInUseException>(() => DataFolder.Open(_temp.Path));
        Assert.Contains($"process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
        Assert.Contains(_temp.Path, refused.Message, StringComparison.Ordinal);
        first.Dispose();
        DataFolder.Open(_temp.Path).Dispose();
    }

    [Fact]
    public async Task A_folder_that_another_process_uses_is_refused_until_that_is_gone()
    {
        await using var writer = WriterProcess.Start(_temp.Path, producers: 1);
        await writer.ReadAsync(1, Cancel);
        var refused = Assert.Throws<DataFolderInUseException>(() => DataFolder.Open(_temp.Path));
        Assert.Contains($"process {writer.Id}", refused.Message, StringComparison.Ordinal);
        await writer.KillAsync(Cancel);
        DataFolder.Open(_temp.Path).Dispose();
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused_and_left_alone()
    {
        using var folder = DataFolder.Open(_temp.Path);
        await using (await SqliteJournal.OpenAsync(folder, NullLogger<SqliteJournal>.Instance, Cancel))
        {
        }

        string file = Path.Combine(_temp.Path, "journal.db");
        await using (var connection = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            connection.Open();
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            await command.ExecuteNonQueryAsync(Cancel);
        }

        var refused = await Assert.ThrowsAsync<InvalidDataException>(async () => await SqliteJournal.OpenAsync(folder, NullLogger<SqliteJournal>.Instance, Cancel));
        Assert.Contains("newer version", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Something_that_is_no_database_is_refused_and_left_as_it_is()
    {
        string file = Path.Combine(_temp.Path, "journal.db");
        string noise = string.Concat(Enumerable.Repeat("this is not a database. ", 500));
        await File.WriteAllTextAsync(file, noise, Cancel);
        using var folder = DataFolder.Open(_temp.Path);
        await Assert.ThrowsAsync<SqliteException>(async () => await SqliteJournal.OpenAsync(folder, NullLogger<SqliteJournal>.Instance, Cancel));
        Assert.Equal(noise, await File.ReadAllTextAsync(file, Cancel));
    }

    [Fact]
    public async Task The_tables_are_strict_and_the_log_is_written_ahead()
    {
        using var folder = DataFolder.Open(_temp.Path);
        await using (IJournal journal = await SqliteJournal.OpenAsync(folder, NullLogger<SqliteJournal>.Instance, Cancel))
            await journal.CommitAsync([Sample.Revision(1)], Cancel);
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_temp.Path, "journal.db")};Pooling=False");
        connection.Open();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND name IN ('revisions', 'documents', 'meta') AND strict = 1";
        Assert.Equal(3L, await command.ExecuteScalarAsync(Cancel));
        command.CommandText = "PRAGMA journal_mode";
        Assert.Equal("wal", await command.ExecuteScalarAsync(Cancel));
    }
}
