using CsCheck;
using Ringfence.Agent.LastKnownGood;
using Ringfence.Agent.Tests.LastKnownGood;
using Ringfence.Agent.Trials;
using Ringfence.Policy.Hosting;

namespace Ringfence.Agent.Tests.Trials;

/// <summary>When a host goes back by itself.</summary>
public sealed class TrialClockTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1), Minute = TimeSpan.FromMinutes(1);

    private readonly Folder _folder = new();
    private readonly TestBootClock _boot = new();
    private readonly HostPolicy _earlier = HostPolicy.Empty with { Revision = 6 };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_change_counts_until_its_time_is_over_and_then_what_was_before_it()
    {
        var (trials, policy) = (Trials(), Tried(Minute));
        Assert.Same(policy, trials.Current(policy, out var left));
        Assert.Equal(Minute, left);
        _boot.Pass(Minute - Second);
        Assert.Same(policy, trials.Current(policy, out left));
        Assert.Equal(Second, left);
        _boot.Pass(Second);
        Assert.Same(_earlier, trials.Current(policy, out left));
        Assert.Null(left);
        var confirmed = policy with { Revision = 8, Fallback = null };
        Assert.Same(confirmed, trials.Current(confirmed, out _));
    }

    [Theory]
    [InlineData(-100)]
    [InlineData(+100)]
    public void The_clock_on_the_wall_is_looked_at_once(int hours)
    {
        var (trials, policy) = (Trials(), Tried(Minute));
        trials.Current(policy, out _);
        _boot.Wall.AdjustTime(_boot.Wall.GetUtcNow().AddHours(hours));
        Assert.Same(policy, trials.Current(policy, out var left));
        Assert.Equal(Minute, left);
        // A later revision with the same change: its time does not begin again.
        _boot.Pass(30 * Second);
        Assert.Same(policy, trials.Current(policy, out left));
        Assert.Equal(30 * Second, left);
    }

    [Fact]
    public void A_wall_clock_that_is_behind_gives_no_more_than_the_change_was_given()
    {
        var policy = Tried(Minute);
        _boot.Wall.AdjustTime(_boot.Wall.GetUtcNow().AddHours(-1));
        Trials().Current(policy, out var left);
        Assert.Equal(Minute, left);
    }

    [Fact]
    public void Sleep_counts()
    {
        var (trials, policy) = (Trials(), Tried(Minute));
        trials.Current(policy, out _);
        _boot.Sleep(Minute);
        Assert.Same(_earlier, trials.Current(policy, out _));
    }

    [Fact]
    public void The_time_goes_on_over_a_restart_of_the_agent()
    {
        Saved().Write(Tried(Minute));
        _boot.Pass(40 * Second);
        _boot.Wall.AdjustTime(_boot.Wall.GetUtcNow().AddDays(-1));
        var saved = Saved();
        var read = saved.Read().Policy;
        Assert.Equal(7, saved.Trials.Current(read, out var left).Revision);
        Assert.Equal(20 * Second, left);
        // The control plane tells the same change again, with another clock: what was saved counts.
        Assert.Equal(7, saved.Trials.Current(Tried(Minute), out left).Revision);
        Assert.Equal(20 * Second, left);
        _boot.Pass(20 * Second);
        Assert.Equal(6, saved.Trials.Current(read, out _).Revision);
    }

    [Fact]
    public void What_was_not_confirmed_before_the_machine_started_again_is_over()
    {
        Saved().Write(Tried(Minute));
        _boot.Reboot();
        var saved = Saved();
        Assert.Equal(6, saved.Trials.Current(saved.Read().Policy, out _).Revision);
        Assert.Equal(6, saved.Trials.Current(Tried(Minute), out _).Revision);
    }

    [Fact]
    public void Nobody_who_leaves_enforces_what_is_on_trial() => Assert.Same(_earlier, TrialClock.Confirmed(Tried(Minute)));

    [Fact]
    public void One_change_ends_after_the_other()
    {
        var trials = Trials();
        var later = new HostPolicy { Revision = 5, Interfaces = _earlier.Interfaces, Lists = _earlier.Lists, Sets = _earlier.Sets, Fallback = new(6, Now(2 * Minute), 2 * Minute, _earlier) };
        var policy = _earlier with { Revision = 7, Fallback = new(7, Now(Minute), Minute, later) };
        trials.Current(policy, out _);
        _boot.Pass(Minute);
        Assert.Same(later, trials.Current(policy, out var left));
        Assert.Equal(Minute, left);
        _boot.Pass(Minute);
        Assert.Same(_earlier, trials.Current(policy, out _));
    }

    [Fact]
    public void A_change_that_is_behind_another_by_the_control_planes_clock_does_not_outlive_its_time()
    {
        var trials = Trials();
        var second = _earlier with { Fallback = new(6, Now(10 * Minute), Minute, _earlier) };
        var policy = _earlier with { Revision = 7, Fallback = new(7, Now(5 * Minute), 5 * Minute, second) };
        Assert.Same(policy, trials.Current(policy, out var left));
        Assert.Equal(Minute, left);
        _boot.Pass(Minute);
        Assert.Same(_earlier, trials.Current(policy, out left));
        Assert.Null(left);

        // The control plane has undone it, too: the other goes on.
        var other = _earlier with { Revision = 8, Fallback = new(7, policy.Fallback.Deadline, 5 * Minute, _earlier) };
        Assert.Same(other, trials.Current(other, out left));
        Assert.Equal(4 * Minute, left);
    }

    [Fact]
    public void Policies_on_trial_are_read_as_they_were_written() => Gen.Select(Policies.Any, Policies.Any, Policies.Any).Sample((one, two, three) =>
    {
        var policy = one with { Fallback = new(9, Now(Minute), Minute, two with { Fallback = new(8, Now(2 * Minute), 2 * Minute, three) }) };
        var read = PolicyFormat.Read(PolicyFormat.Write(policy, Trials()), Trials());
        Assert.Equal([Policies.Text(one), Policies.Text(two), Policies.Text(three)], [Policies.Text(read), Policies.Text(read.Fallback!.Policy), Policies.Text(read.Fallback.Policy.Fallback!.Policy)]);
        Assert.Equal((9L, Now(Minute), Minute), (read.Fallback.Revision, read.Fallback.Deadline, read.Fallback.Within));
    }, iter: 200);

    private SavedPolicies Saved() => new(_folder.Path, Trials());

    private TrialClock Trials() => new(_boot, _boot.Wall);

    private DateTimeOffset Now(TimeSpan ahead) => _boot.Wall.GetUtcNow() + ahead;

    private HostPolicy Tried(TimeSpan within) => _earlier with { Revision = 7, Fallback = new HostFallback(7, Now(within), within, _earlier) };
}
