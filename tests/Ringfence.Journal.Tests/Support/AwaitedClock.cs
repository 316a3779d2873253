using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Ringfence.Journal.Tests.Support;

/// <summary>A clock that the test moves, and that tells when somebody begins to wait for it.</summary>
public sealed class AwaitedClock : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    /// <summary>Completes when somebody waits whom <see cref="TakeWait"/> has not told of.</summary>
    public Task WhenAwaited() => _waits.Reader.WaitToReadAsync(TestContext.Current.CancellationToken).AsTask();

    /// <summary>How long the wait is that began first of those that were not told of.</summary>
    public TimeSpan TakeWait() => _waits.Reader.TryRead(out var wait) ? wait : throw new InvalidOperationException("Nobody waits.");

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Writer.TryWrite(dueTime);
        return timer;
    }
}
