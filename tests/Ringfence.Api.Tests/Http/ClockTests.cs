using System.Net;
using Ringfence.Api.Access;
using Ringfence.Api.Http;
using Ringfence.Api.Vpc.Tasks;
using Ringfence.Journal.Tests.Support;

namespace Ringfence.Api.Tests.Http;

/// <summary>A server whose clock is set forward and back: times of signatures go by what it shows, everything that is counted by what has passed.</summary>
public sealed class ClockTests(TestServer server) : IClassFixture<TestServer>, IDisposable
{
    private static readonly IPAddress Remote = IPAddress.Parse("203.0.113.9");

    private readonly ApiClient _client = new(server);
    private readonly SettableClock _clock = new(DateTimeOffset.FromUnixTimeSeconds(1700000000));

    public static TheoryData<int> Hours => [-100_000, -1, 1, 100_000];

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    public async Task A_signature_that_a_wrong_clock_refused_is_good_when_it_is_right_again_and_any_number_of_times(int minutes)
    {
        long signed = _client.Now;
        Assert.Equal("", await CodeAsync());
        server.Clock.Set(TimeSpan.FromMinutes(minutes));
        Assert.Equal("AuthFailure.SignatureExpire", await CodeAsync());
        server.Clock.Set(TimeSpan.FromMinutes(-minutes));
        Assert.Equal("", await CodeAsync());

        Task<string> CodeAsync() => _client.CodeAsync(_client.Post("{}"u8.ToArray(), timestamp: signed));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(-200)]
    public async Task The_day_of_a_signature_is_its_own_and_not_the_servers(int seconds)
    {
        // To the last or the first minute of a day; 1700000000 is 22:13:20.
        var midnight = DateTimeOffset.FromUnixTimeSeconds(1700006400) + TimeSpan.FromSeconds(seconds > 0 ? -60 : 60);
        var there = midnight - server.Clock.GetUtcNow();
        server.Clock.Set(there);
        Assert.Equal("", await _client.CodeAsync(_client.Post("{}"u8.ToArray(), timestamp: _client.Now + seconds)));
        server.Clock.Set(-there);
    }

    [Theory]
    [MemberData(nameof(Hours))]
    public void Rate_limits_count_what_has_passed(int hours)
    {
        var limiter = new RateLimiter(RateLimits.Vendor, _clock);
        var action = new EchoAction();
        Assert.Equal(20, Take());
        _clock.Set(TimeSpan.FromHours(hours));
        Assert.Equal(0, Take());
        _clock.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(10, Take());

        int Take() => Enumerable.Range(0, 30).Count(_ => limiter.TryTake(TestWorld.Home, action, Remote));
    }

    [Theory]
    [MemberData(nameof(Hours))]
    public void So_does_the_recording_of_failed_authentications(int hours)
    {
        var budget = new FailureBudget(_clock);
        Assert.Equal(10, Take());
        _clock.Set(TimeSpan.FromHours(hours));
        Assert.Equal(0, Take());
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(2, Take());

        int Take() => Enumerable.Range(0, 30).Count(_ => budget.TryTake(Remote, out long passedOver));
    }

    [Theory]
    [MemberData(nameof(Hours))]
    public void And_a_task_is_known_for_a_day_that_has_passed(int hours)
    {
        var tasks = new TaskLog(_clock);
        tasks.Remember(TestWorld.Home, "r-1", TaskFinding.Nothing);
        _clock.Set(TimeSpan.FromHours(hours));
        Assert.NotNull(tasks.Find(TestWorld.Home, "r-1"));
        _clock.Advance(TimeSpan.FromHours(25));
        Assert.Null(tasks.Find(TestWorld.Home, "r-1"));
    }
}
