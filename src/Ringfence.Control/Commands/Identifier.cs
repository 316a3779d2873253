using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>The forms of ids: a prefix and eight of <c>a-z0-9</c> (reference D.1).</summary>
internal static class Identifier
{
    public const string Group = "sg-";
    public const string Interface = "eni-";
    public const string Vpc = "vpc-";

    private const int RandomLength = 8;

    public static bool IsWellFormed(string id, string prefix)
    {
        if (id.Length != prefix.Length + RandomLength || !id.StartsWith(prefix, StringComparison.Ordinal))
            return false;
        foreach (char c in id.AsSpan(prefix.Length))
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c))
                return false;
        }

        return true;
    }

    public static bool IsInstance(string id) => IsWellFormed(id, "ins-") || IsWellFormed(id, "lb-") || IsWellFormed(id, "cdb-");

    /// <summary>The prefix of an instance's id.</summary>
    public static string InstancePrefix(InstanceType type) => type switch
    {
        InstanceType.Clb => "lb-",
        InstanceType.Cdb => "cdb-",
        _ => "ins-",
    };
}
