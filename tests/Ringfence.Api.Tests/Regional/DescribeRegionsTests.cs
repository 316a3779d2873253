using System.Text.Json.Nodes;
using Ringfence.Api.Actions;
using Ringfence.Api.Http;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Regional;

public sealed class DescribeRegionsTests
{
    private readonly TestApi _api = new(World.Empty, new ActionOptions { DefaultHost = "h1", Regions = new Regions("my-cellar") });

    [Fact]
    public async Task The_regions_that_are_served_are_listed_by_both_products()
    {
        var answer = await _api.Call(TestApi.Region, "DescribeRegions", """{"Product":"cvm"}""");
        Assert.Equal(26, (int)answer["TotalCount"]!);
        var regions = answer["RegionSet"]!.AsArray();
        JsonAssert.Same("""{"Region":"ap-guangzhou","RegionName":"华南地区(广州)","RegionState":"AVAILABLE"}""", Find(regions, "ap-guangzhou"));
        JsonAssert.Same("""{"Region":"my-cellar","RegionName":"my-cellar","RegionState":"AVAILABLE"}""", Find(regions, "my-cellar"));
        Assert.True(JsonNode.DeepEquals(answer, await _api.Call(TestApi.Vpc, "DescribeRegions", "{}")));
        Assert.Equal("MissingParameter", (await _api.Refused(TestApi.Region, "DescribeRegions", "{}")).Code);
    }

    private static JsonNode? Find(JsonArray regions, string code) => regions.Single(region => region!["Region"]!.ToString() == code);
}
