namespace Ringfence.Api.Access;

/// <summary>What an action needs of its caller.</summary>
public enum ActionAccess
{
    /// <summary>It looks and changes nothing.</summary>
    Read,

    /// <summary>It changes something: it is in the audit log, whatever comes of it.</summary>
    Change,

    /// <summary>It concerns key pairs or settings, and is in the audit log too.</summary>
    Administer,
}

/// <summary>Who may what.</summary>
internal static class AccessRules
{
    /// <summary>What the name of an action promises in the vendor's API: <c>Describe…</c> looks, everything else changes something.</summary>
    public static ActionAccess OfName(string action) => action.StartsWith("Describe", StringComparison.Ordinal) ? ActionAccess.Read : ActionAccess.Change;

    public static bool Permits(Role role, ActionAccess access) => role >= access switch
    {
        ActionAccess.Read => Role.Reader,
        ActionAccess.Change => Role.Operator,
        _ => Role.Admin,
    };
}
