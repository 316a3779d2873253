using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Agent.Options;
using Ringfence.Api.Tests.Support;
using Ringfence.Journal;
using Ringfence.Server;
using Ringfence.Server.Hosting;
using Ringfence.Server.Options;

namespace Ringfence.Api.Tests.Server;

public sealed class CompositionTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("ringfence-composition-").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public async Task A_document_that_cannot_be_read_is_one_clear_line_and_not_a_crash()
    {
        using var folder = DataFolder.Open(_path);
        await (await OpenAsync(folder)).DisposeAsync();
        Execute("INSERT INTO documents (kind, id, body, revision) VALUES ('group', 'sg-00000001', '{\"v\":99}', 1)");

        var fault = await Assert.ThrowsAsync<StartupException>(async () => await OpenAsync(folder));
        Assert.StartsWith($"The journal in {_path} cannot be read: The stored group sg-00000001", fault.Message, StringComparison.Ordinal);

        // What was opened before is closed: the database can be written by others again.
        Execute("DELETE FROM documents");
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_path, "journal.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static ValueTask<ServerParts> OpenAsync(DataFolder folder) => new Composition().OpenAsync(
        new ServerOptions { Datapath = DatapathChoice.None },
        folder,
        TestKeys.Open(folder.Path),
        new ServerSurroundings(TimeProvider.System, NullLoggerFactory.Instance),
        TestContext.Current.CancellationToken);
}
