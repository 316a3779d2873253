using Microsoft.Extensions.Time.Testing;

namespace Ringfence.Journal.Tests.Support;

/// <summary>A clock that the test moves. Setting what it shows is no passing of time, as with a real one.</summary>
public sealed class SettableClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private TimeSpan _set;

    /// <summary>Sets it forward or back.</summary>
    public void Set(TimeSpan by) => _set += by;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _set;

    /// <summary>In ticks of 100 ns, as the clock it is made from counts.</summary>
    public override long GetTimestamp() => base.GetUtcNow().Ticks;
}
