namespace Ringfence.Api.Mapping;

/// <summary>Tag keys that are the vendor's own: <c>qcloud</c>, <c>tencent</c>, <c>project</c> and all that begin with <c>qcs:</c> (the Tag product's error list, reference C.9).</summary>
internal static class ReservedTagKeys
{
    private const string SystemPrefix = "qcs:";

    private static readonly string[] Keys = ["qcloud", "tencent", "project"];

    public static bool Contains(string key) =>
        key.StartsWith(SystemPrefix, StringComparison.OrdinalIgnoreCase) || Keys.Contains(key, StringComparer.OrdinalIgnoreCase);
}
