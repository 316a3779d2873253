using Microsoft.Data.Sqlite;
using Ringfence.Api.Actions;
using Ringfence.Api.Credentials;
using Ringfence.Api.Ringfence.Observing;
using Ringfence.Contracts.Common;
using Ringfence.Control;
using Ringfence.Control.Audit;
using Ringfence.Control.Distribution;
using Ringfence.Control.History;
using Ringfence.Control.Observing;
using Ringfence.Control.Snapshots;
using Ringfence.Control.Trials;
using Ringfence.Control.Writing;
using Ringfence.Journal;
using Ringfence.Lab.Demo;
using Ringfence.Server.Enforcement;
using Ringfence.Server.Hosting;
using Ringfence.Server.Options;

namespace Ringfence.Server;

/// <summary>The product's composition, the one place where journal, control plane, actions and agent meet.</summary>
public sealed class Composition : IServerComposition
{
    /// <summary>What the vendor's local time is ahead of UTC, in answers and in the times of snapshots (reference H-16).</summary>
    private static readonly TimeSpan LocalTime = TimeSpan.FromHours(8);

    /// <inheritdoc/>
    public async ValueTask<ServerParts> OpenAsync(
        ServerOptions options, DataFolder folder, AccessKeys keys, ServerSurroundings surroundings, CancellationToken cancellationToken)
    {
        // Closed in reverse: the agent lets go of the policies before what makes them stops, the journal outlives the writer.
        var opened = new Stack<IAsyncDisposable>();
        try
        {
            // Before the journal: whatever becomes of that, this host enforces what it enforced last.
            var enforcement = Keep(await LocalEnforcement.OpenAsync(options, surroundings, cancellationToken));
            var journal = Keep(await ReadAsync(folder, () =>
                SqliteJournal.OpenAsync(folder, surroundings.Loggers.CreateLogger<SqliteJournal>(), cancellationToken)));
            var control = Keep(await ReadAsync(folder, () => ControlPlane.StartAsync(
                journal,
                new ControlPlaneOptions { Clock = surroundings.Clock, Quotas = _ => options.Quotas },
                surroundings.Loggers.CreateLogger<ControlPlane>(),
                cancellationToken)));
            var auditStore = Keep(await ReadAsync(folder, () => Task.FromResult(SqliteAuditStore.Open(folder))));
            var audit = Keep(await ReadAsync(folder, () => AuditLog.StartAsync(auditStore, journal, surroundings.Loggers.CreateLogger<AuditLog>(), cancellationToken)));
            Keep(OwnChanges.Start(control.Commits, audit));
            Keep(await TrialSchedule.StartAsync(control, surroundings.Clock, surroundings.Loggers.CreateLogger<TrialSchedule>()));
            Keep(SnapshotSchedule.Start(control, surroundings.Clock, LocalTime, surroundings.Loggers.CreateLogger<SnapshotSchedule>()));
            var distributor = Keep(new Distributor(control.Commits));
            var board = new EnforcementBoard(surroundings.Clock);
            IControlPlane answering = control;
            if (enforcement.Follow(options, distributor, board, surroundings) is { } agent)
            {
                Keep(agent);
                answering = new EnforcedControlPlane(control, control.Commits, board, options.HostName);
            }

            var history = new RevisionHistory(journal, control);
            var actions = new ActionOptions
            {
                DefaultHost = options.HostName,
                QuotasOf = _ => options.Quotas,
                TimeProvider = surroundings.Clock,
                VpcTimeOffset = LocalTime,
                Regions = options.Regions,
                Flows = enforcement.Flows(options),
                RuleHits = enforcement.RuleHits(options),
                Drops = enforcement.Drops(options),
            };
            var observer = Keep(FlowObserver.Start(
                control, actions.Flows, new ObservedWorlds(control, board, history, keys, audit, actions), surroundings.Clock, surroundings.Loggers.CreateLogger<FlowObserver>()));
            return new ServerParts
            {
                Actions = ActionCatalog.Create(answering, board, history, keys, audit, actions with { Observations = observer.StateOf }),
                JsonContexts = ResponseJson.Resolvers,
                Audit = audit,
                Health = () => enforcement.Health(control.World.Revision),
                Enforcement = enforcement.Description,
                Close = () => CloseAsync(opened),
            };
        }
        catch
        {
            await CloseAsync(opened);
            throw;
        }

        T Keep<T>(T part)
            where T : IAsyncDisposable
        {
            opened.Push(part);
            return part;
        }
    }

    /// <inheritdoc/>
    public ValueTask<string> ReleaseAsync(ServerOptions options, ServerSurroundings surroundings, CancellationToken cancellationToken) =>
        LocalEnforcement.ReleaseAsync(options, surroundings, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<int> DemonstrateAsync(
        ServerOptions options, ServerSurroundings surroundings, TextWriter output, CancellationToken cancellationToken)
    {
        try
        {
            bool agreed = await DemoRun.RunAsync(
                (networkNamespace, token) => DemoServer.StartAsync(options, networkNamespace, this, surroundings, token), output, cancellationToken);
            return agreed ? 0 : 1;
        }
        catch (IOException fault)
        {
            throw new StartupException($"The demonstration cannot be given: {fault.Message}", fault);
        }
    }

    /// <summary>Opens the journal or loads the world from it: either meets what a newer program or a broken disk left.</summary>
    private static async Task<T> ReadAsync<T>(DataFolder folder, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception fault) when (fault is InvalidDataException or SqliteException or IOException)
        {
            throw new StartupException($"The journal in {folder.Path} cannot be read: {fault.Message}", fault);
        }
    }

    private static async ValueTask CloseAsync(Stack<IAsyncDisposable> opened)
    {
        while (opened.TryPop(out var part))
            await part.DisposeAsync();
    }
}
