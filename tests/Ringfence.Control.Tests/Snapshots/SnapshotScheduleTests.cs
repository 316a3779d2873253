using System.Collections.Immutable;
using Ringfence.Control.Snapshots;
using Ringfence.Control.Tests.Support;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Tests.Snapshots;

/// <summary>What is due when: the calendar, and the command that does it.</summary>
public sealed class SnapshotScheduleTests
{
    /// <summary>Monday, 17:00 in UTC+8.</summary>
    private static readonly DateTimeOffset Monday = Bench.Start;

    private static readonly TimeSpan LocalTime = TimeSpan.FromHours(8);

    private readonly Bench _bench = new();

    [Theory]
    [InlineData(DayOfWeek.Monday, "18:00", 1)]
    [InlineData(DayOfWeek.Monday, "17:00", 168)]
    [InlineData(DayOfWeek.Monday, "16:00", 167)]
    [InlineData(DayOfWeek.Tuesday, "17:00", 24)]
    [InlineData(DayOfWeek.Sunday, "17:00", 144)]
    public void The_next_time_is_within_a_week_and_the_last_one_a_week_before_it(DayOfWeek day, string time, int hours)
    {
        ImmutableArray<SnapshotTime> times = [new(day, TimeOnly.Parse(time, System.Globalization.CultureInfo.InvariantCulture), time)];
        Assert.Equal(Monday.AddHours(hours), SnapshotCalendar.NextAfter(times, Monday, LocalTime));
        Assert.Equal(Monday.AddHours(hours - 168), SnapshotCalendar.LastUntil(times, Monday, LocalTime));
    }

    [Fact]
    public void A_time_that_has_come_is_dealt_with_once_however_late_and_however_often_it_is_tried()
    {
        string group = _bench.NewGroup();
        var policy = Policy("time", 30, new SnapshotTimeSpec("monday", "18:00"), new SnapshotTimeSpec("tuesday", "18:00"));
        Attach(policy, group);
        Run(policy, Monday.AddMinutes(59));
        Assert.Empty(_bench.World.SnapshotFiles);
        Run(policy, Monday.AddHours(1));
        Run(policy, Monday.AddHours(1).AddSeconds(1));
        Assert.Single(_bench.World.SnapshotFiles);

        // Two weeks down: the last time is made up for, not all of them.
        Run(policy, Monday.AddDays(15));
        Assert.Equal(2, _bench.World.SnapshotFiles.Count);
    }

    [Fact]
    public void What_was_kept_long_enough_goes()
    {
        string group = _bench.NewGroup();
        var policy = Policy("operate", 2);
        Attach(policy, group);
        _bench.Now = Monday.AddDays(1);
        _bench.Add(group, Direction.Ingress, Bench.Tcp("22"));
        Assert.Equal(2, _bench.World.SnapshotFiles.Count);
        Run(policy, Monday.AddDays(2).AddTicks(-1));
        Assert.Equal(2, _bench.World.SnapshotFiles.Count);
        Run(policy, Monday.AddDays(2));
        Assert.Equal(Monday.AddDays(1), Assert.Single(_bench.World.SnapshotFiles.Values).TakenAt);
    }

    [Fact]
    public void A_policy_that_was_off_makes_up_for_nothing()
    {
        string group = _bench.NewGroup();
        var policy = Policy("time", 30, new SnapshotTimeSpec("monday", "18:00"));
        Attach(policy, group);
        _bench.Do(new SwitchSnapshotPolicies([policy.Id], Enable: false));
        Run(policy, Monday.AddHours(2));
        _bench.Do(new SwitchSnapshotPolicies([policy.Id], Enable: true));
        Run(policy, Monday.AddHours(3));
        Assert.Empty(_bench.World.SnapshotFiles);
    }

    [Fact]
    public void The_newest_snapshots_of_a_group_are_kept_up_to_the_limit()
    {
        _bench.Quotas = _bench.Quotas with { SnapshotsPerGroup = 3 };
        string group = _bench.NewGroup();
        Attach(Policy("operate", 30), group);
        for (int port = 1; port <= 5; port++)
        {
            _bench.Now = _bench.Now.AddSeconds(1);
            _bench.Add(group, Direction.Ingress, Bench.Tcp($"{port}"));
        }

        Assert.Equal([3, 4, 5], _bench.World.SnapshotFiles.Values.Select(file => file.Saved.Ingress.Length).Order());
    }

    private SnapshotPolicy Policy(string type, int keep, params SnapshotTimeSpec[] times) =>
        _bench.Do(new CreateSnapshotPolicies([new SnapshotPolicySpec { Name = "p", BackupType = type, KeepTime = keep, BackupPolicies = [.. times] }], []))[0];

    private void Attach(SnapshotPolicy policy, string group) => _bench.Do(new AttachSnapshotInstances(policy.Id, [new SnapshotInstanceSpec(group, "securitygroup", null)]));

    private void Run(SnapshotPolicy policy, DateTimeOffset at)
    {
        _bench.Now = at;
        bool due = RunSnapshotPolicy.IsDue(_bench.World, _bench.World.SnapshotPolicies[policy.Id], at, LocalTime);
        Assert.Equal(due, !_bench.Try(new RunSnapshotPolicy(policy.Id, LocalTime, at)).Changes.IsEmpty);
    }
}
