using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Ringfence.Datapath.Nftables;
using Ringfence.Linux.Conntrack;
using Ringfence.Linux.Native;
using Ringfence.Linux.Threads;
using Ringfence.Policy.Hosting;

namespace Ringfence.Datapath.Flows;

/// <summary>
/// After each change looks through the tracked flows and cuts those that are refused now, so that an idle flow does not outlive its rule. On a thread of its
/// own, behind the change: the rules have judged every flow that moves already. Changes that come faster than it sweeps are taken together; memory is bounded
/// by one batch.
/// </summary>
internal sealed partial class FlowSweeper : IDisposable
{
    private const int Batch = 1024;

    private readonly NamespaceThread _thread;
    private readonly IFlowCutter _cutter;
    private readonly CutFlows _cut;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    // The writer is a thread in a namespace: it wakes the reader, which is a thread that waits, itself and not by way of the pool (see Outside).
    private readonly Channel<Request> _requests = Channel.CreateUnbounded<Request>(new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });
    private readonly Task _running;

    /// <summary>A change; <paramref name="Carried"/> is null where it did not replace the tables.</summary>
    private sealed record Request(HostPolicy Policy, uint Generation, IReadOnlyList<CutFlow>? Carried);

    public FlowSweeper(string? networkNamespace, IFlowCutter cutter, int mostCutFlows, TimeProvider time, ILogger logger)
    {
        (_cutter, _time, _logger) = (cutter, time, logger);
        _cut = new CutFlows(time, mostCutFlows);
        _thread = new NamespaceThread("ringfence-sweep", networkNamespace);
        _running = _thread.RunAsync(Loop);
    }

    /// <summary>A change was committed.</summary>
    /// <param name="policy">What is in force.</param>
    /// <param name="generation">Its generation.</param>
    /// <param name="carried">Given when our tables are new: the bars that they took over from the old ones. All others the kernel has forgotten.</param>
    public void Changed(HostPolicy policy, uint generation, IReadOnlyList<CutFlow>? carried) =>
        _requests.Writer.TryWrite(new Request(policy, generation, carried));

    /// <inheritdoc/>
    public void Dispose()
    {
        _requests.Writer.TryComplete();
        _thread.Dispose();
        if (_running.IsFaulted)
            LogStopped(_logger, _running.Exception);
    }

    private void Loop()
    {
        using var table = new ConntrackTable();
        while (Next() is { } request)
        {
            try
            {
                Sweep(table, request);
            }
            catch (LinuxException e)
            {
                // The rules judge moving flows whatever happens here; the next change tries again.
                LogSweepFailed(_logger, e);
            }
        }
    }

    private Request? Next()
    {
        var waiting = _requests.Reader.WaitToReadAsync();
        if (!(waiting.IsCompleted ? waiting.Result : waiting.AsTask().GetAwaiter().GetResult()))
            return null;
        Request? newest = null;
        while (_requests.Reader.TryRead(out var request))
            newest = request with { Carried = newest?.Carried is { } before ? [.. before, .. request.Carried ?? []] : request.Carried };

        return newest;
    }

    private void Sweep(ConntrackTable table, Request request)
    {
        var judge = new FlowJudge(request.Policy);
        foreach (var flow in request.Carried ?? [])
            _cut.Adopt(flow);
        var lifted = _cut.Live.Where(c => !judge.Refuses(c.Original, c.Reply, c.Sides)).ToList();
        foreach (var flow in lifted)
            _cut.Remove(flow);
        if (request.Carried is not null)
            Wait(_cutter.CutAsync(request.Generation, [], [.. _cut.Live]));
        if (lifted.Count > 0)
            Wait(_cutter.LiftAsync(lifted));

        var refused = new List<RefusedFlow>();
        int before;
        do
        {
            refused.Clear();
            table.Read(entry =>
            {
                if (refused.Count >= Batch || !FlowMark.IsStale(entry.Mark, request.Generation))
                    return;
                var (original, reply) = (entry.Original, entry.Reply);
                uint sides = FlowMark.Sides(entry.Mark);
                if (judge.Refuses(original, reply, sides) && (CutFlows.BarFor(original.Protocol) is null || _cut.HasRoom(refused.Count)))
                    refused.Add(new RefusedFlow(entry.ToReference(), original, reply, sides));
            });
            before = refused.Count;
        }
        while (before > 0 && Cut(request.Generation, refused) && before == Batch && !_requests.Reader.TryPeek(out _));
    }

    private bool Cut(uint generation, List<RefusedFlow> refused)
    {
        var barred = refused.Select(_cut.Plan).OfType<CutFlow>().ToList();
        if (!Wait(_cutter.CutAsync(generation, refused, barred)))
            return false;
        foreach (var flow in barred)
            _cut.Add(flow);
        LogCut(_logger, refused.Count);
        return true;
    }

    private static bool Wait(Task<bool> task) => task.GetAwaiter().GetResult();

    private static void Wait(Task task) => task.GetAwaiter().GetResult();

    [LoggerMessage(Level = LogLevel.Debug, Message = "Cut {Count} tracked flows that the policy refuses now.")]
    private static partial void LogCut(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Looking through the tracked flows failed; they are judged at their next packet all the same.")]
    private static partial void LogSweepFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The sweeper of tracked flows stopped.")]
    private static partial void LogStopped(ILogger logger, Exception? exception);
}
