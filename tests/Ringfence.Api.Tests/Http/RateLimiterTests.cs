using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using Ringfence.Api.Actions;
using Ringfence.Api.Http;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Http;

public sealed class RateLimiterTests
{
    private static readonly IPAddress Remote = IPAddress.Parse("203.0.113.9");

    private readonly FakeTimeProvider _clock = new();
    private readonly ImmutableArray<IApiAction> _actions = [.. new TestApi(World.Empty).Actions];

    [Fact]
    public void A_second_holds_as_many_as_the_limit_and_the_next_ones_come_as_time_goes_by()
    {
        var limiter = new RateLimiter(RateLimits.Vendor, _clock);
        var action = Action("CloneSecurityGroup");
        Assert.Equal(20, Take(limiter, action, 30));
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(2, Take(limiter, action, 30));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(20, Take(limiter, action, 30));
    }

    [Fact]
    public void Accounts_regions_and_actions_are_counted_apart_and_callers_of_this_machine_not_at_all()
    {
        var limiter = new RateLimiter(RateLimits.Vendor, _clock);
        var action = Action("AssociateSecurityGroups");
        Assert.Equal(10, Take(limiter, action, 30));
        Assert.Equal(10, Take(limiter, action, 30, TestWorld.OtherAccount));
        Assert.Equal(10, Take(limiter, action, 30, TestWorld.OtherRegion));
        Assert.Equal(10, Take(limiter, Action("DisassociateSecurityGroups"), 30));
        foreach (var loopback in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback, IPAddress.Loopback.MapToIPv6() })
            Assert.True(limiter.TryTake(TestWorld.Home, action, loopback));
        Assert.False(limiter.TryTake(TestWorld.Home, action, Remote));
    }

    [Fact]
    public void Limits_are_the_vendors_unless_others_are_given()
    {
        Assert.Equal((100, 20, 10, 0), (RateLimits.Vendor.Of(Action("DescribeSecurityGroups")), RateLimits.Vendor.Of(Action("CreateSnapshotPolicies")),
            RateLimits.Vendor.Of(Action("AssociateSecurityGroups")), RateLimits.Vendor.Of(Action("RegisterInstances"))));
        var own = RateLimits.Vendor with { PerAction = RateLimits.Vendor.PerAction.Add("DescribeSecurityGroups", 3).Add("CreateSnapshotPolicies", 0) };
        Assert.Equal(3, Take(new RateLimiter(own, _clock), Action("DescribeSecurityGroups"), 30));
        Assert.Equal(300, Take(new RateLimiter(own, _clock), Action("CreateSnapshotPolicies"), 300));
        Assert.Equal(300, Take(new RateLimiter(RateLimits.Off, _clock), Action("AssociateSecurityGroups"), 300));
    }

    private IApiAction Action(string name) => _actions.First(action => action.Name == name);

    private static int Take(RateLimiter limiter, IApiAction action, int times, Scope? scope = null) =>
        Enumerable.Range(0, times).Count(_ => limiter.TryTake(scope ?? TestWorld.Home, action, Remote));
}
