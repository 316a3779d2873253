using System.Buffers;

namespace Ringfence.Files;

/// <summary>Tells peers apart where one text stands for any of them.</summary>
internal static class PeerText
{
    private static readonly SearchValues<char> OfAddresses = SearchValues.Create("0123456789abcdefABCDEF.:/");

    public static bool IsAddressTemplate(string text) => text.StartsWith("ipm-", StringComparison.Ordinal);

    public static bool IsAddressTemplateGroup(string text) => text.StartsWith("ipmg-", StringComparison.Ordinal);

    public static bool IsIpv6(string text) => text.Contains(':', StringComparison.Ordinal) && !text.AsSpan().ContainsAnyExcept(OfAddresses);

    public static bool IsIpv4(string text) => text.IndexOfAny(['.', '/']) >= 0 && !text.AsSpan().ContainsAnyExcept(OfAddresses) && !IsIpv6(text);

    /// <summary>An id or a name.</summary>
    public static bool IsGroup(string text) => !IsAddressTemplate(text) && !IsAddressTemplateGroup(text) && !IsIpv6(text) && !IsIpv4(text);
}
