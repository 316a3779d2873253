using System.Diagnostics;
using Ringfence.Linux.Threads;

namespace Ringfence.Lab.Probing;

/// <summary>
/// When a watcher sends its next probe, and what came of it: nothing is noticed sooner than the next probe is sent. A paced sender leaves the machine idle in between, and runs under SCHED_FIFO: an
/// ordinary thread that wakes waits for whoever works on its CPU, and would take that for the time until packets notice. For one watcher at a time.
/// </summary>
public sealed class ProbePace
{
    private const int LowestRealTimePriority = 1;

    private readonly long _beat;
    private readonly List<TimeSpan> _gaps = [];
    private long _last;
    private long _wallTime;
    private long _cpuTime;

    private ProbePace(TimeSpan beat) => _beat = (long)(beat.TotalSeconds * Stopwatch.Frequency);

    /// <summary>From the sending of each probe to that of the next, in the order they were sent.</summary>
    public IReadOnlyList<TimeSpan> Gaps => _gaps;

    /// <summary>How much of one CPU the sender used while it watched, 0 to 1. What packets cost in the kernel is in it.</summary>
    public double ShareOfCpu => _wallTime == 0 ? 0 : (double)_cpuTime / _wallTime;

    /// <summary>The next probe at once.</summary>
    public static ProbePace WithoutPause() => new(TimeSpan.Zero);

    /// <summary>A probe at each beat. One that is not over by the next beat, or wakes late, puts off those after it.</summary>
    public static ProbePace Every(TimeSpan beat) => new(beat);

    /// <summary>Runs a loop that calls <see cref="AwaitNext"/> before each probe, on a thread of our own.</summary>
    /// <exception cref="IOException">A paced sender is not permitted to be a real-time thread (CAP_SYS_NICE).</exception>
    internal T Watch<T>(Func<T> loop)
    {
        _last = 0;
        var (begun, cpu) = (Stopwatch.GetTimestamp(), ThreadClock.Nanoseconds);
        var result = _beat == 0 ? loop() : RealTimeScheduling.Run(LowestRealTimePriority, loop);
        _wallTime += Stopwatch.GetTimestamp() - begun;
        _cpuTime += ThreadClock.Nanoseconds - cpu;
        return result;
    }

    /// <summary>Returns when the next probe is to be sent, with the time it is then.</summary>
    internal long AwaitNext()
    {
        if (_beat != 0 && _last != 0)
            PreciseSleep.Until(_last + _beat);
        long now = Stopwatch.GetTimestamp();
        if (_last != 0)
            _gaps.Add(Stopwatch.GetElapsedTime(_last, now));
        return _last = now;
    }
}
