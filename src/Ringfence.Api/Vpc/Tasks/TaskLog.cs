using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Vpc.Tasks;

/// <summary>What a task found.</summary>
/// <param name="GroupIds">Security groups, in the order of their ids; empty for a task that looks for nothing.</param>
internal sealed record TaskFinding(ImmutableArray<string> GroupIds)
{
    /// <summary>Of a task that only changes something.</summary>
    public static TaskFinding Nothing { get; } = new([]) { Looks = false };

    /// <summary>False for a task that looks for nothing.</summary>
    public bool Looks { get; private init; } = true;
}

/// <summary>
/// The requests that the vendor answers before they are done: here they are done, and remembered under their request ids for 24 hours (reference C.2), the newest
/// <see cref="MostTasks"/> of the server. In memory: after a restart an id is not known. A clock that is set ages nothing. Safe for any number of threads.
/// </summary>
internal sealed class TaskLog(TimeProvider clock)
{
    /// <summary>How many are remembered.</summary>
    public const int MostTasks = 10_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (Scope Scope, TaskFinding Finding)> _tasks = new(StringComparer.Ordinal);
    private readonly Queue<(string RequestId, long At)> _ages = new();

    /// <summary>Takes note of a request that is done.</summary>
    public void Remember(Scope scope, string requestId, TaskFinding finding)
    {
        lock (_gate)
        {
            Forget(MostTasks - 1);
            if (_tasks.TryAdd(requestId, (scope, finding)))
                _ages.Enqueue((requestId, clock.GetTimestamp()));
        }
    }

    /// <summary>What a request of the scope found; null when it is not known.</summary>
    public TaskFinding? Find(Scope scope, string requestId)
    {
        lock (_gate)
        {
            Forget(MostTasks);
            return _tasks.TryGetValue(requestId, out var task) && task.Scope == scope ? task.Finding : null;
        }
    }

    private void Forget(int most)
    {
        while (_ages.TryPeek(out var first) && (clock.GetElapsedTime(first.At) > Lifetime || _ages.Count > most))
            _tasks.Remove(_ages.Dequeue().RequestId);
    }
}
