using System.Collections.Concurrent;
using System.Diagnostics;
using Ringfence.Contracts.Client;

namespace Ringfence.Bench.ManyGroups;

/// <summary>What a number of calls took.</summary>
internal sealed record LoadResult(Percentiles Times, double PerSecond);

/// <summary>Clients that call at once, each on a connection of its own, one call after another.</summary>
internal static class Load
{
    private const int WarmUp = 20;

    public static async Task<LoadResult> RunAsync(
        ControlServer server, int clients, int calls, Func<int, int, ApiCall> next, CancellationToken cancellationToken)
    {
        var times = new ConcurrentBag<TimeSpan>();
        using var ready = new Barrier(clients);
        var spans = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Factory.StartNew(
            () => ClientAsync(client), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));
        var whole = Stopwatch.GetElapsedTime(spans.Min(span => span.Start), spans.Max(span => span.End));
        return new LoadResult(new Percentiles(times), clients * calls / whole.TotalSeconds);

        async Task<(long Start, long End)> ClientAsync(int client)
        {
            using var api = server.Connect();
            int warmUp = Math.Min(WarmUp, calls);
            for (int call = 0; call < warmUp; call++)
                Call(api, client, calls + call).GetAwaiter().GetResult();

            // A thread of its own until here: a barrier must not hold up the pool.
            ready.SignalAndWait(cancellationToken);
            long start = Stopwatch.GetTimestamp();
            for (int call = 0; call < calls; call++)
            {
                long before = Stopwatch.GetTimestamp();
                await Call(api, client, call);
                times.Add(Stopwatch.GetElapsedTime(before));
            }

            return (start, Stopwatch.GetTimestamp());
        }

        Task Call(HttpApiClient api, int client, int call) => next(client, call).MakeAsync(api, cancellationToken);
    }
}
