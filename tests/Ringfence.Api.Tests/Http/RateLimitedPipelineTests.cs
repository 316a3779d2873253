using Ringfence.Api.Http;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Http;

/// <summary>The limit on the way of a request, from an address that is not this machine's.</summary>
public sealed class RateLimitedPipelineTests
{
    [Fact]
    public async Task One_request_too_many_gets_the_vendors_code_and_the_next_second_is_a_new_one()
    {
        var pipeline = new TestPipeline([new EchoAction()], Limit("Echo"));
        Assert.Equal(["", "", "RequestLimitExceeded"], [await pipeline.CodeAsync("Echo"), await pipeline.CodeAsync("Echo"), await pipeline.CodeAsync("Echo")]);
        Assert.Equal("", await pipeline.CodeAsync("Echo", remote: "127.0.0.1"));
        pipeline.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("", await pipeline.CodeAsync("Echo"));
    }

    [Fact]
    public async Task An_action_that_is_tried_or_proposed_is_counted_as_if_it_were_called()
    {
        const string create = """{"GroupName":"g","GroupDescription":""}""";
        const string tried = $$"""{"Action":"CreateSecurityGroup","Parameters":{{create}}}""";
        const string proposed = $$"""{"Changes":[{"Action":"CreateSecurityGroup","Parameters":{{create}}},{"Action":"CreateSecurityGroup","Parameters":{{create}}}]}""";
        var pipeline = new TestPipeline(new TestApi(World.Empty).Actions, Limit("CreateSecurityGroup"));
        Assert.Equal("", await ExtensionAsync("TryChange", tried));
        Assert.Equal("", await ExtensionAsync("RevertChange", "{}"));
        Assert.Equal("", await pipeline.CodeAsync("CreateSecurityGroup", create));
        Assert.Equal("RequestLimitExceeded", await ExtensionAsync("TryChange", tried));
        Assert.Equal("RequestLimitExceeded", await ExtensionAsync("CompareSecurityGroupPolicies", proposed));

        // Two calls at once are let in where there is room for one, and paid for.
        pipeline.Clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal("", await ExtensionAsync("CompareSecurityGroupPolicies", proposed));
        pipeline.Clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal("RequestLimitExceeded", await pipeline.CodeAsync("CreateSecurityGroup", create));
        pipeline.Clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal("", await pipeline.CodeAsync("CreateSecurityGroup", create));

        Task<string?> ExtensionAsync(string action, string parameters) => pipeline.CodeAsync(action, parameters, TestApi.Extension);
    }

    private static RateLimits Limit(string action) => RateLimits.Vendor with { PerAction = RateLimits.Vendor.PerAction.Add(action, 2) };
}
