using System.Threading.Channels;
using Ringfence.Linux.Native;

namespace Ringfence.Datapath.Nftables.Ruleset;

/// <summary>
/// Knows which transactions are so old that no packet is still walking the rules that they replaced. The waiting is done by a thread of its own, right after
/// each transaction, so that a later change rarely has to.
/// </summary>
internal sealed class GracePeriods : IDisposable
{
    // The writer is a thread in a namespace: it wakes the reader, which is a thread that waits, itself and not by way of the pool (see Outside).
    private readonly Channel<long> _requests = Channel.CreateUnbounded<long>(new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });
    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _advanced = new();
    private readonly Thread _thread;
    private long _passed;
    private volatile bool _unavailable;

    public GracePeriods()
    {
        _thread = new Thread(Loop) { Name = "ringfence-grace", IsBackground = true };
        _thread.Start();
    }

    /// <summary>A transaction was committed that left a copy of a set.</summary>
    public void Committed(long transaction) => _requests.Writer.TryWrite(transaction);

    /// <summary>Whether everybody has left what the transaction replaced. Transaction 0 is before all time.</summary>
    public bool HasPassed(long transaction) => Volatile.Read(ref _passed) >= transaction;

    /// <summary>Returns when <see cref="HasPassed"/> is true.</summary>
    /// <returns>False when the kernel cannot tell (membarrier is refused on nohz_full machines): it never will be.</returns>
    public bool Wait(long transaction)
    {
        while (!HasPassed(transaction))
        {
            lock (_lock)
            {
                if (_unavailable)
                    return false;
                if (!HasPassed(transaction))
                    _advanced.Reset();
            }

            _advanced.Wait();
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _requests.Writer.TryComplete();
        _thread.Join();
        _advanced.Dispose();
    }

    private void Loop()
    {
        var reader = _requests.Reader;
        while (WaitToRead(reader))
        {
            long newest = 0;
            while (reader.TryRead(out long transaction))
                newest = transaction;
            bool waited = TryWait();
            lock (_lock)
            {
                _unavailable = !waited;
                if (waited)
                    Volatile.Write(ref _passed, newest);
                _advanced.Set();
            }
        }
    }

    private static bool TryWait()
    {
        try
        {
            MemoryBarrier.WaitForGracePeriod();
            return true;
        }
        catch (LinuxException)
        {
            return false;
        }
    }

    private static bool WaitToRead(ChannelReader<long> reader)
    {
        var waiting = reader.WaitToReadAsync();
        return waiting.IsCompleted ? waiting.Result : waiting.AsTask().GetAwaiter().GetResult();
    }
}
