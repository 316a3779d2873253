using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Ringfence.Api.Tagging;

/// <summary>The digests that the vendor's type has beside a tag's key and value.</summary>
internal static class TagDigest
{
    /// <summary>MD5 of the UTF-8, lower-case hexadecimal.</summary>
    [SuppressMessage("Security", "CA5351", Justification = "The vendor's format; nothing is secured by it.")]
    public static string Of(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
}
