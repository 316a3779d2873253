using Ringfence.Linux.Threads;

namespace Ringfence.Agent.Trials;

/// <summary>A clock that nobody can set and that outlives processes.</summary>
public interface IBootClock
{
    /// <summary>The time since the machine started, its sleep included.</summary>
    TimeSpan Elapsed { get; }

    /// <summary>Which start of the machine that is.</summary>
    string BootId { get; }
}

/// <summary>The kernel's.</summary>
public sealed class KernelBootClock : IBootClock
{
    /// <inheritdoc/>
    public TimeSpan Elapsed => BootClock.Elapsed;

    /// <inheritdoc/>
    public string BootId { get; } = BootClock.ReadBootId();
}
