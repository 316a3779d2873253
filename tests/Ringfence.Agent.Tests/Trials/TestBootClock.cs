using Microsoft.Extensions.Time.Testing;
using Ringfence.Agent.Trials;

namespace Ringfence.Agent.Tests.Trials;

/// <summary>A machine whose time the test lets go by; the clock on its wall can be set apart from that.</summary>
internal sealed class TestBootClock : IBootClock
{
    private TimeSpan _elapsed = TimeSpan.FromHours(5);

    public FakeTimeProvider Wall { get; } = new(new DateTimeOffset(2026, 11, 1, 8, 30, 0, TimeSpan.Zero));

    /// <summary>How often it cannot be read from now on.</summary>
    public int Faults { get; set; }

    public TimeSpan Elapsed
    {
        get
        {
            if (Faults == 0)
                return _elapsed;
            Faults--;
            throw new IOException("The clock cannot be read.");
        }
    }

    public string BootId { get; private set; } = "first";

    public void Pass(TimeSpan time)
    {
        Sleep(time);
        Wall.Advance(time);
    }

    /// <summary>The machine sleeps: its timers stand still, its boot clock does not.</summary>
    public void Sleep(TimeSpan time) => _elapsed += time;

    public void Reboot() => (BootId, _elapsed) = ("second", TimeSpan.FromSeconds(1));
}
