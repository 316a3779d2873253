using System.Net;
using Microsoft.Extensions.Time.Testing;
using Ringfence.Api.Access;

namespace Ringfence.Api.Tests.Access;

public sealed class FailureBudgetTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void A_flood_from_one_address_is_ten_records_and_one_a_second_and_the_rest_is_counted()
    {
        var budget = new FailureBudget(_clock);
        var flood = IPAddress.Parse("192.0.2.1");
        Assert.Equal(10, Enumerable.Range(0, 1000).Count(i => budget.TryTake(flood, out _)));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(budget.TryTake(flood, out long passedOver));
        Assert.Equal(990, passedOver);
        Assert.False(budget.TryTake(flood, out _));
    }

    [Fact]
    public void All_addresses_together_are_bounded_too()
    {
        var budget = new FailureBudget(_clock);
        int recorded = Enumerable.Range(0, 100_000).Count(i => budget.TryTake(new IPAddress((uint)i * 2654435761u), out _));
        Assert.Equal(200, recorded);
    }

    [Fact]
    public void One_address_does_not_silence_another()
    {
        var budget = new FailureBudget(_clock);
        for (int i = 0; i < 1000; i++)
            budget.TryTake(IPAddress.Parse("192.0.2.1"), out _);
        Assert.True(budget.TryTake(IPAddress.Parse("198.51.100.77"), out _));
    }
}
