using System.Threading.Channels;
using Ringfence.Linux.Conntrack;

namespace Ringfence.Datapath.Flows;

/// <summary>Lists tracked flows on a thread of its own, never more than a few ahead of who takes them: the kernel's listing waits.</summary>
internal sealed class TrackedFlowReader : IDisposable
{
    private const int Ahead = 1024;

    private readonly Channel<LiveFlow> _flows = Channel.CreateBounded<LiveFlow>(new BoundedChannelOptions(Ahead) { SingleReader = true, SingleWriter = true });
    private readonly CancellationTokenSource _stop;
    private readonly TrackedFlows _describe;
    private readonly ConntrackTable _table;
    private readonly Task _reading;

    /// <summary>Begins.</summary>
    /// <param name="describe">Knows the policy.</param>
    /// <param name="table">A listing of its own; disposed at the end.</param>
    /// <param name="cancellation">Ends it.</param>
    public TrackedFlowReader(TrackedFlows describe, ConntrackTable table, CancellationToken cancellation)
    {
        (_describe, _table) = (describe, table);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _reading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The flows. Completed with the listing's error, if there was one.</summary>
    public ChannelReader<LiveFlow> Flows => _flows.Reader;

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _reading.Wait();
        _table.Dispose();
        _stop.Dispose();
    }

    private void Read()
    {
        try
        {
            _table.Read(entry =>
            {
                var state = TrackedFlows.State(entry.Original.Protocol, entry.Tcp, entry.IsAnswered, entry.IsAssured);
                foreach (var flow in _describe.Describe(entry.Mark, entry.Original, entry.Reply, state, entry.OpenedAt))
                    Write(flow);
            });
            _flows.Writer.Complete();
        }
        catch (OperationCanceledException)
        {
            _flows.Writer.Complete();
        }
        catch (IOException refused)
        {
            _flows.Writer.Complete(refused);
        }
    }

    private void Write(LiveFlow flow)
    {
        _stop.Token.ThrowIfCancellationRequested();
        if (!_flows.Writer.TryWrite(flow))
            _flows.Writer.WriteAsync(flow, _stop.Token).AsTask().GetAwaiter().GetResult();
    }
}
