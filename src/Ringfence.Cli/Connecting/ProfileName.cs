namespace Ringfence.Cli.Connecting;

/// <summary>Names of profiles, which become names of files.</summary>
internal static class ProfileName
{
    /// <summary>The profile that is used when none is named.</summary>
    public const string Default = "default";

    /// <summary>What a name may be, for people.</summary>
    public const string Form = "letters, digits, '-', '_' and '.', not beginning with '.'";

    /// <summary>Whether a text can be one.</summary>
    public static bool IsValid(string name) => name.Length is > 0 and <= 64 && name[0] != '.' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
