using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Control.Journal;
using Ringfence.Journal.Tests.Support;

namespace Ringfence.Journal.Tests;

/// <summary>SQLite keeps every promise of a journal.</summary>
public sealed class SqliteConformanceTests : JournalConformance
{
    private readonly TempFolder _temp = new();
    private DataFolder? _folder;

    protected override async ValueTask<IJournal> OpenAsync() =>
        await SqliteJournal.OpenAsync(_folder ??= DataFolder.Open(_temp.Path), NullLogger<SqliteJournal>.Instance, Cancel);

    protected override ValueTask CleanAsync()
    {
        _folder?.Dispose();
        _temp.Dispose();
        return ValueTask.CompletedTask;
    }
}
