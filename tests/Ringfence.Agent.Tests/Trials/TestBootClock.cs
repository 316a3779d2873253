using Microsoft.Extensions.Time.Testing;
using Ringfence.Agent.Trials;

namespace Ringfence.Agent.Tests.Trials;

/// <summary>A machine whose time the test lets go by; the clock on its wall can be set apart from that.</summary>
internal sealed class TestBootClock : IBootClock
{
    public FakeTimeProvider Wall { get; } = new(new DateTimeOffset(2026, 11, 1, 8, 30, 0, TimeSpan.Zero));

    public TimeSpan Elapsed { get; private set; } = TimeSpan.FromHours(5);

    public string BootId { get; private set; } = "first";

    public void Pass(TimeSpan time)
    {
        Elapsed += time;
        Wall.Advance(time);
    }

    /// <summary>The machine sleeps: its timers stand still, its boot clock does not.</summary>
    public void Sleep(TimeSpan time) => Elapsed += time;

    public void Reboot() => (BootId, Elapsed) = ("second", TimeSpan.FromSeconds(1));
}
