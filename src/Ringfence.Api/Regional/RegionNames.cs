using System.Collections.Frozen;

namespace Ringfence.Api.Regional;

/// <summary>What the vendor calls its regions (reference F; vendor product 1596).</summary>
internal static class RegionNames
{
    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>
    {
        ["ap-guangzhou"] = "华南地区(广州)",
        ["ap-shanghai"] = "华东地区(上海)",
        ["ap-nanjing"] = "华东地区(南京)",
        ["ap-beijing"] = "华北地区(北京)",
        ["ap-chengdu"] = "西南地区(成都)",
        ["ap-chongqing"] = "西南地区(重庆)",
        ["ap-hongkong"] = "港澳台地区(中国香港)",
        ["ap-singapore"] = "亚太东南(新加坡)",
        ["ap-jakarta"] = "亚太东南(雅加达)",
        ["ap-bangkok"] = "亚太东南(曼谷)",
        ["ap-seoul"] = "亚太东北(首尔)",
        ["ap-tokyo"] = "亚太东北(东京)",
        ["ap-mumbai"] = "亚太南部(孟买)",
        ["na-siliconvalley"] = "美国西部(硅谷)",
        ["na-ashburn"] = "美国东部(弗吉尼亚)",
        ["na-toronto"] = "北美地区(多伦多)",
        ["sa-saopaulo"] = "南美地区(圣保罗)",
        ["eu-frankfurt"] = "欧洲地区(法兰克福)",
        ["eu-moscow"] = "欧洲地区(莫斯科)",
        ["ap-shanghai-fsi"] = "华东地区(上海金融)",
        ["ap-shenzhen-fsi"] = "华南地区(深圳金融)",
        ["ap-beijing-fsi"] = "华北地区(北京金融)",
        ["ap-guangzhou-open"] = "华南地区(广州Open)",
        ["ap-xian-ec"] = "西北地区(西安)",
        ["ap-guiyang"] = "西南地区(贵阳)",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The name; the code itself for a region that the vendor does not have.</summary>
    public static string Of(string code) => Names.GetValueOrDefault(code, code);
}
