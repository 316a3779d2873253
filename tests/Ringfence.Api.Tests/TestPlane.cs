using System.Globalization;
using Ringfence.Control;
using Ringfence.Control.Commands;
using Ringfence.Control.History;
using Ringfence.Control.Journal;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests;

/// <summary>A control plane over a given world that keeps its revisions in memory: the commands are the real ones, only durability is missing.</summary>
internal sealed class TestPlane : IControlPlane, IRevisionHistory, IIdSource
{
    private readonly Lock _lock = new();
    private readonly List<(World Before, Revision Revision)> _revisions = [];
    private World _world;
    private int _ids;

    private TestPlane(World world) => _world = world;

    public World World => Volatile.Read(ref _world);

    /// <summary>The time of commands.</summary>
    public DateTimeOffset Now { get; set; } = TestWorld.Epoch;

    /// <summary>The account's limits.</summary>
    public Quotas Quotas { get; init; } = new();

    /// <summary>The last query of the history.</summary>
    public RevisionQuery? LastQuery { get; private set; }

    /// <summary>The last command that was asked for.</summary>
    public object? LastCommand { get; private set; }

    /// <summary>When set: commands are not decided, this is what comes of them.</summary>
    public (OutcomeStatus Status, Refusal[] Refusals)? Verdict { get; set; }

    public static TestPlane Create(World world, Quotas? quotas = null) => new(world) { Quotas = quotas ?? new Quotas() };

    public ValueTask<Outcome<TResult>> ExecuteAsync<TResult>(ICommand<TResult> command, Scope scope, Origin origin, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            LastCommand = command;
            if (Verdict is { } verdict)
                return ValueTask.FromResult(new Outcome<TResult>(verdict.Status, _world.Revision, default, [.. verdict.Refusals]));
            var decision = command.DecideWhole(_world, new CommandContext(scope, Now, this, Quotas));
            if (!decision.IsAccepted)
                return ValueTask.FromResult(new Outcome<TResult>(OutcomeStatus.Refused, _world.Revision, default, decision.Refusals));
            if (!decision.Changes.IsEmpty)
            {
                var revision = new Revision(_world.Revision + 1, Now, origin, decision.Changes) { Scope = scope };
                _revisions.Add((_world, revision));
                Volatile.Write(ref _world, _world.Apply(revision));
            }

            return ValueTask.FromResult(new Outcome<TResult>(OutcomeStatus.Committed, _world.Revision, decision.Value, []));
        }
    }

    /// <summary>The revision of that number, or all; the other conditions are the journal's to decide and tested there.</summary>
    public ValueTask<RevisionPage> FindAsync(RevisionQuery query, CancellationToken cancellationToken)
    {
        LastQuery = query;
        var found = _revisions.Where(row => query.Number is null || row.Revision.Number == query.Number).Reverse().ToList();
        return new(new RevisionPage(
            [.. found.Select(row => new PastRevision(row.Revision, [.. row.Revision.Changes.Select(change => WorldDifference.Before(row.Before, change))], row.Revision.Changes.Length))],
            found.Count));
    }

    public ValueTask<World?> WorldAtAsync(long revision, CancellationToken cancellationToken) => new(
        revision == World.Revision ? World : _revisions.Where(row => row.Before.Revision == revision).Select(row => row.Before).FirstOrDefault());

    public string NewId(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{++_ids:x8}");
}
