using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Control;
using Ringfence.Control.Commands;
using Ringfence.Control.Writing;

namespace Ringfence.Journal.Tests.Support;

/// <summary>A control plane on a real journal in a folder.</summary>
public sealed class RunningPlane : IAsyncDisposable
{
    private RunningPlane(DataFolder folder, GatedJournal journal, ControlPlane plane)
    {
        Folder = folder;
        Journal = journal;
        Plane = plane;
    }

    public DataFolder Folder { get; }

    public GatedJournal Journal { get; }

    public ControlPlane Plane { get; }

    public static async Task<RunningPlane> StartAsync(string path, ControlPlaneOptions? options = null, ILogger<ControlPlane>? logger = null)
    {
        var folder = DataFolder.Open(path);
        var journal = new GatedJournal(await SqliteJournal.OpenAsync(folder, NullLogger<SqliteJournal>.Instance, TestContext.Current.CancellationToken));
        var plane = await ControlPlane.StartAsync(journal, options ?? new ControlPlaneOptions(), logger ?? NullLogger<ControlPlane>.Instance, TestContext.Current.CancellationToken);
        return new RunningPlane(folder, journal, plane);
    }

    public Task<Outcome<TResult>> ExecuteAsync<TResult>(ICommand<TResult> command, CancellationToken? cancellationToken = null) =>
        Plane.ExecuteAsync(command, Sample.Scope, Sample.Origin, cancellationToken ?? TestContext.Current.CancellationToken).AsTask();

    public async ValueTask DisposeAsync()
    {
        await Plane.DisposeAsync();
        await Journal.DisposeAsync();
        Folder.Dispose();
    }
}
