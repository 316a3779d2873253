using System.Collections.Frozen;

namespace Ringfence.Api.Http;

/// <summary>The regions that are served: the vendor's (reference F; vendor product 1596) and any of our own.</summary>
public sealed class Regions
{
    /// <summary>The region of requests that name none, where nobody configured another.</summary>
    public const string Usual = "ap-guangzhou";

    /// <summary>The vendor's codes, retired ones too: what was made there is still asked for.</summary>
    private static readonly string[] Vendor =
    [
        "ap-guangzhou", "ap-shanghai", "ap-nanjing", "ap-beijing", "ap-chengdu", "ap-chongqing", "ap-hongkong", "ap-singapore", "ap-jakarta", "ap-bangkok",
        "ap-seoul", "ap-tokyo", "ap-mumbai", "na-siliconvalley", "na-ashburn", "na-toronto", "sa-saopaulo", "eu-frankfurt", "eu-moscow", "ap-shanghai-fsi",
        "ap-shenzhen-fsi", "ap-beijing-fsi", "ap-guangzhou-open", "ap-xian-ec", "ap-guiyang",
    ];

    private readonly FrozenSet<string> _served;

    /// <summary>The vendor's regions, the default one and private ones.</summary>
    public Regions(string defaultRegion = Usual, params IEnumerable<string> privateRegions)
    {
        Default = defaultRegion;
        _served = Vendor.Append(defaultRegion).Concat(privateRegions).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Every region that is served, by code.</summary>
    public IEnumerable<string> Served => _served.Order(StringComparer.Ordinal);

    /// <summary>The region of a request that names none.</summary>
    public string Default { get; }

    /// <summary>The region of a request. Null when it names one that is not served.</summary>
    public string? Resolve(string requested) => requested.Length == 0 ? Default : _served.Contains(requested) ? requested : null;
}
