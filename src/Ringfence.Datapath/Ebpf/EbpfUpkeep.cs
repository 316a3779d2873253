using Ringfence.Linux.Bpf;
using Ringfence.Linux.Threads;
using Ringfence.Policy.Compilation;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// What a change leaves to be done behind it: what waits until no packet looks at what was in force before, and the flows that do not move. In small pieces on the driver's
/// thread, so that the next change waits for no more than one; waiting itself happens elsewhere.
/// </summary>
internal sealed class EbpfUpkeep(NamespaceThread thread, EbpfDriver driver, IReadOnlyCollection<ushort> failsafe)
{
    private readonly FlowSweep _sweep = new(driver, failsafe);
    private Task _settling = Task.CompletedTask;
    private Task _sweeping = Task.CompletedTask;
    private HostTables? _tables;
    private bool _isOver;

    /// <summary>A change is in force. On the driver's thread.</summary>
    public void Changed(HostTables tables)
    {
        _tables = tables;
        if (_settling.IsCompleted)
            _settling = SettleAsync();
        Sweep();
    }

    /// <summary>Looks for flows that have expired. On the driver's thread.</summary>
    public void Sweep()
    {
        _sweep.Request();
        if (_sweeping.IsCompleted)
            _sweeping = SweepAsync();
    }

    /// <summary>Nothing more is done with the driver. On the driver's thread.</summary>
    public void End() => _isOver = true;

    /// <summary>Ends when what is running has ended.</summary>
    public Task WaitAsync() => Task.WhenAll(_settling, _sweeping);

    private async Task SettleAsync()
    {
        while (true)
        {
            var begun = await thread.RunAsync(() => !_isOver && driver.NeedsGrace ? driver.BeginGrace() : ((long, long)?)null).ConfigureAwait(false);
            if (begun is not { } until)
                return;
            await Task.Run(GracePeriod.Wait).ConfigureAwait(false);
            await thread.RunAsync(() =>
            {
                if (!_isOver)
                    driver.EndGrace(until);
            }).ConfigureAwait(false);
        }
    }

    private async Task SweepAsync()
    {
        while (await thread.RunAsync(() =>
        {
            if (_isOver || _tables is not { } tables)
                return false;
            _sweep.Step(tables);
            return !_sweep.IsDone;
        }).ConfigureAwait(false))
        {
        }
    }
}
