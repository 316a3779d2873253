namespace Ringfence.Api.Access;

/// <summary>What a key pair may do. Each may everything that the ones before it may.</summary>
public enum Role
{
    /// <summary>Look: nothing that changes anything.</summary>
    Reader,

    /// <summary>Change everything but key pairs and settings.</summary>
    Operator,

    /// <summary>Everything.</summary>
    Admin,
}

/// <summary>The roles as the wire has them.</summary>
internal static class RoleText
{
    public const string All = "admin, operator or reader";

    public static string Write(Role role) => role.ToString().ToLowerInvariant();

    public static bool TryRead(string text, out Role role) => Enum.TryParse(text, ignoreCase: true, out role) && Enum.IsDefined(role) && !char.IsAsciiDigit(text[0]);
}
