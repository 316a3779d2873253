using Ringfence.Linux.Bpf;
using Ringfence.Policy.Compilation;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// What a change leaves to be done behind it: what waits until no packet looks at what was in force before, and the flows that do not move. On a thread of its own, in small pieces, so that the
/// next change waits for no more than one.
/// </summary>
internal sealed class EbpfUpkeep
{
    private readonly DriverTurns _turns;
    private readonly EbpfDriver _driver;
    private readonly FlowSweep _sweep;
    private readonly object _signal = new();
    private readonly Thread _thread;
    private HostTables? _tables;
    private bool _hasWork;
    private bool _isOver;

    /// <summary>Begins; nothing is to be done yet.</summary>
    public EbpfUpkeep(DriverTurns turns, EbpfDriver driver, IReadOnlyCollection<ushort> failsafe)
    {
        (_turns, _driver, _sweep) = (turns, driver, new FlowSweep(driver, failsafe));
        _thread = new Thread(Work) { Name = "ringfence-upkeep", IsBackground = true };
        _thread.Start();
    }

    /// <summary>A change is in force. In a turn.</summary>
    public void Changed(HostTables tables)
    {
        _tables = tables;
        Sweep();
    }

    /// <summary>Looks for flows that have expired or are refused now. In a turn.</summary>
    public void Sweep()
    {
        _sweep.Request();
        Wake();
    }

    /// <summary>Nothing more is done with the driver. In a turn.</summary>
    public void End()
    {
        _isOver = true;
        Wake();
    }

    /// <summary>Waits until nothing is being done any more; after <see cref="End"/>, and not in a turn.</summary>
    public void WaitForEnd() => _thread.Join();

    private void Wake()
    {
        lock (_signal)
        {
            _hasWork = true;
            Monitor.Pulse(_signal);
        }
    }

    private void Work()
    {
        while (!_isOver)
        {
            lock (_signal)
            {
                while (!_hasWork)
                    Monitor.Wait(_signal);
                _hasWork = false;
            }

            try
            {
                while (_turns.RunBehind(Next) is { } next)
                    next();
            }
            catch (IOException)
            {
                // The kernel had no room for a moment. What is in force is so in any case; the next change finds the rest still to be done.
            }
        }
    }

    /// <summary>What is to be done next without anybody's turn; null: nothing.</summary>
    private Action? Next()
    {
        if (!_isOver && _driver.NeedsGrace)
        {
            var begun = _driver.BeginGrace();
            return () => Settle(begun);
        }

        if (!_isOver && _tables is { } tables && !_sweep.IsDone)
        {
            _sweep.Step(tables);
            return static () => { };
        }

        return null;
    }

    private void Settle((long Changes, long Retired) begun)
    {
        GracePeriod.Wait();
        _turns.RunBehind(() =>
        {
            if (!_isOver)
                _driver.EndGrace(begun);
            return true;
        });
    }
}
