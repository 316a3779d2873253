using System.Numerics;
using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Linux.Bpf;
using Ringfence.Linux.Threads;

namespace Ringfence.Datapath.Monitoring;

/// <summary>
/// Live samples of what the eBPF driver drops and lets begin in a network namespace, read beside the agent from what it has pinned. Switches the sampling on for its own life, and
/// on again when an agent that starts has switched it off; goes over to other maps when an agent brings those.
/// </summary>
public sealed class PacketMonitor : IDisposable
{
    private readonly NamespaceThread _thread;
    private readonly TimeProvider _time;
    private readonly string _scope;
    private readonly MonitorLock _lock;
    private readonly EbpfProgram _clock;
    private readonly uint _wanted, _mask;
    private EventMaps _maps;
    private uint _mine;

    private PacketMonitor(NamespaceThread thread, TimeProvider time, string scope, MonitorLock taken, EventMaps maps, EbpfProgram clock, uint wanted, uint mask) =>
        (_thread, _time, _scope, _lock, _maps, _clock, _wanted, _mask) = (thread, time, scope, taken, maps, clock, wanted, mask);

    /// <summary>Begins to watch.</summary>
    /// <param name="networkNamespace">A name as <c>ip netns</c> makes them, a path, or null for the process's own namespace.</param>
    /// <param name="drops">Whether dropped packets are sampled.</param>
    /// <param name="flows">Whether packets that open a flow are sampled.</param>
    /// <param name="device">The one device that is of interest; null: all of them are.</param>
    /// <param name="oneIn">One packet in so many is told, by chance; a power of two, 1 for every one. The others cost neither room in the buffer nor the time to write them.</param>
    /// <param name="time">For when a sample was.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="oneIn"/> is no power of two.</exception>
    /// <exception cref="IOException">The eBPF driver does not enforce there, or not at the device, another monitor watches, or the kernel refused.</exception>
    public static PacketMonitor Open(string? networkNamespace, bool drops, bool flows, string? device, uint oneIn, TimeProvider time)
    {
        if (!BitOperations.IsPow2(oneIn))
            throw new ArgumentOutOfRangeException(nameof(oneIn), oneIn, "It must be a power of two.");
        var wanted = (drops ? KernelFeatures.DropEvents : 0) | (flows ? KernelFeatures.FlowEvents : 0);
        var thread = new NamespaceThread("ringfence-monitor", networkNamespace);
        try
        {
            return thread.RunAsync(() => Begin(thread, time, (uint)wanted, device, oneIn - 1)).GetAwaiter().GetResult();
        }
        catch
        {
            thread.Dispose();
            throw;
        }
    }

    /// <summary>What has come since the last call, with the times.</summary>
    /// <exception cref="IOException">Nothing is enforced by eBPF there any more.</exception>
    public Task<IReadOnlyList<(DateTimeOffset At, PacketSample Sample)>> ReadAsync() => _thread.RunAsync(Read);

    /// <summary>Switches off what it had switched on.</summary>
    public void Dispose()
    {
        _thread.RunAsync(() =>
        {
            Interlocked.And(ref _maps.Features, ~_mine);
            Volatile.Write(ref _maps.SampleMask, 0);
            _lock.Note(0);
            _maps.Dispose();
            _clock.Dispose();
            _lock.Dispose();
        }).GetAwaiter().GetResult();
        _thread.Dispose();
    }

    private static PacketMonitor Begin(NamespaceThread thread, TimeProvider time, uint wanted, string? device, uint mask)
    {
        string scope = NamespaceScope.Current();
        var maps = EventMaps.TryOpen(scope)
            ?? throw new IOException("The eBPF driver does not enforce here, and only it gives samples: the nftables driver has none (ringfence doctor says what enforces).");
        if (device is not null && !maps.Holds(device))
        {
            maps.Dispose();
            throw new IOException($"There is nothing to watch at '{device}': no interface that is enforced here has this device (ringfence instances list).");
        }

        var taken = MonitorLock.TryTake(scope);
        if (taken is null)
        {
            maps.Dispose();
            throw new IOException("Another monitor watches this namespace. A sample is seen by one of them only, so there can be no second.");
        }

        var monitor = new PacketMonitor(thread, time, scope, taken, maps, EbpfProgram.Load(EbpfSizes.Least), wanted, mask) { _mine = taken.Left() };
        maps.Reader.Read(); // of an earlier one
        monitor.SwitchOn();
        return monitor;
    }

    /// <summary>Ours are those that were off before, or that a monitor which died had left on.</summary>
    private void SwitchOn()
    {
        Volatile.Write(ref _maps.SampleMask, _mask);
        uint off = _wanted & ~Volatile.Read(ref _maps.Features);
        if (off == 0)
            return;
        _mine |= off;
        _lock.Note(_mine);
        Interlocked.Or(ref _maps.Features, off);
    }

    private IReadOnlyList<(DateTimeOffset At, PacketSample Sample)> Read()
    {
        var samples = _maps.Reader.Read();
        if (_maps.IsReplaced(_scope))
        {
            var next = EventMaps.TryOpen(_scope) ?? throw new IOException("The eBPF driver does not enforce here any more.");
            _maps.Dispose();
            (_maps, _mine) = (next, 0);
        }

        SwitchOn();
        if (samples.Count == 0)
            return [];
        var (now, ticks) = (_time.GetUtcNow(), _clock.Now64());
        return samples.ConvertAll(sample => (now - Jiffies.ToTime((long)(ticks - Math.Min(ticks, sample.Jiffies))), sample));
    }
}
