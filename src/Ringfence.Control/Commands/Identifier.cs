using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>The forms of ids: a prefix and eight of <c>a-z0-9</c> (reference D.1).</summary>
internal static class Identifier
{
    public const string Group = "sg-";
    public const string Interface = "eni-";
    public const string Vpc = "vpc-";
    public const string SnapshotPolicy = "sspolicy-";
    public const string SnapshotFile = "ssfile-";
    public const string Guard = "guard-";
    public const string Observation = "obs-";

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

    public static bool IsInstance(string id) => IsWellFormed(id, "ins-") || IsWellFormed(id, "lb-") || IsWellFormed(id, "cdb-") || IsWellFormed(id, "cdbro-");

    /// <summary>Whether an instance's id is of a type's form; a read-only database has a prefix of its own.</summary>
    public static bool IsOfType(string id, InstanceType type) =>
        IsWellFormed(id, InstancePrefix(type)) || (type == InstanceType.Cdb && IsWellFormed(id, "cdbro-"));

    /// <summary>The prefix of a new instance's id.</summary>
    public static string InstancePrefix(InstanceType type) => type switch
    {
        InstanceType.Clb => "lb-",
        InstanceType.Cdb => "cdb-",
        _ => "ins-",
    };
}
