using System.Text.RegularExpressions;
using Ringfence.Api.Actions;
using Ringfence.Api.Http;
using Ringfence.Api.Tests.Support;
using Ringfence.Contracts.Common;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Mapping;

public sealed partial class ActionCatalogTests
{
    private readonly IReadOnlyList<IApiAction> _actions = new TestApi(World.Empty).Actions;

    [Fact]
    public void Every_action_is_found_by_its_own_version_and_name_and_no_other()
    {
        var router = new ActionRouter(_actions);
        Assert.All(_actions, action => Assert.True(router.TryFind(action.Version, action.Name, out var found) && ReferenceEquals(found, action)));
        Assert.False(router.TryFind("2017-03-12", "RegisterInstances", out _));
        Assert.False(router.TryFind("2017-03-12", "describesecuritygroups", out _));
        Assert.True(router.KnowsVersion("2026-11-01"));
        Assert.False(router.KnowsVersion("2017-03-21"));
    }

    [Fact]
    public void The_table_of_actions_in_the_docs_is_the_code()
    {
        var documented = ActionRow().Matches(Checkout.Read("docs", "api.md")).Select(row => (row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value));
        Assert.Equal(_actions.Select(action => (action.Service, action.Version, action.Name)).Order(), documented.Order());
    }

    [Fact]
    public void Every_response_can_be_serialized()
    {
        var responses = typeof(EmptyResponse).Assembly.GetTypes().Where(type => type.Name.EndsWith("Response", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(responses);
        Assert.All(responses, type => Assert.Contains(ResponseJson.Resolvers, resolver => resolver.GetTypeInfo(type, TestApi.Json) is not null));
    }

    [GeneratedRegex(@"^\| (\w+) (\d{4}-\d\d-\d\d) \| (\w+) \|", RegexOptions.Multiline)]
    private static partial Regex ActionRow();
}
