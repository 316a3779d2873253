using Ringfence.Api.Actions;
using Ringfence.Contracts.Common;
using Ringfence.Control.Distribution;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Mapping;

public sealed class ActionCatalogTests
{
    private readonly ActionCatalog _catalog = ActionCatalog.Create(
        TestPlane.Create(World.Empty), new EnforcementBoard(TimeProvider.System), new ActionOptions { DefaultHost = "h1" });

    [Fact]
    public void Every_action_is_found_by_its_own_version_and_name_and_no_other()
    {
        Assert.Equal(26, _catalog.All.Count);
        Assert.All(_catalog.All, action => Assert.True(_catalog.TryFind(action.Version, action.Name, out var found) && ReferenceEquals(found, action)));
        Assert.False(_catalog.TryFind("2017-03-12", "RegisterInstances", out _));
        Assert.False(_catalog.TryFind("2017-03-12", "describesecuritygroups", out _));
    }

    [Fact]
    public void Versions_are_known_when_an_action_has_them()
    {
        Assert.True(_catalog.KnowsVersion("2017-03-12"));
        Assert.True(_catalog.KnowsVersion("2026-11-01"));
        Assert.False(_catalog.KnowsVersion("2017-03-20"));
    }

    [Fact]
    public void Every_response_can_be_serialized()
    {
        var responses = typeof(EmptyResponse).Assembly.GetTypes().Where(type => type.Name.EndsWith("Response", StringComparison.Ordinal)).ToList();
        Assert.Equal(12, responses.Count);
        Assert.All(responses, type => Assert.Contains(ResponseJson.Resolvers, resolver => resolver.GetTypeInfo(type, TestApi.Json) is not null));
    }
}
