using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Ringfence.Contracts.Regional;

/// <summary>
/// A region (type <c>RegionInfo</c> of the Region product, reference F). Its four members for the vendor's own console are null for callers of the API, and left out here.
/// </summary>
/// <param name="Region">The code (<c>ap-guangzhou</c>).</param>
/// <param name="RegionName">The vendor's name, in Chinese as the vendor's; the code for a region of one's own.</param>
/// <param name="RegionState"><c>AVAILABLE</c>.</param>
public sealed record RegionInfo(string Region, string RegionName, string RegionState);

/// <summary>Answer of DescribeRegions of both services that have it.</summary>
/// <param name="TotalCount">How many.</param>
/// <param name="RegionSet">The regions that are served.</param>
public sealed record DescribeRegionsResponse(long TotalCount, ImmutableArray<RegionInfo> RegionSet);

/// <summary>Source-generated serialization of the answers of region 2022-06-27.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DescribeRegionsResponse))]
public sealed partial class RegionalJsonContext : JsonSerializerContext;
