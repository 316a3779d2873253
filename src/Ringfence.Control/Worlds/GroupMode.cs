namespace Ringfence.Control.Worlds;

/// <summary>Whether a group's rules decide.</summary>
public enum GroupMode : byte
{
    /// <summary>They do.</summary>
    Enforce = 0,

    /// <summary>They decide nothing, as though the group were not bound. Its members are its members all the same.</summary>
    Observe = 1,
}

/// <summary>Modes as text: <c>ENFORCE</c> and <c>OBSERVE</c>.</summary>
public static class GroupModes
{
    extension(GroupMode mode)
    {
        /// <summary>The mode as text.</summary>
        public string Text => mode == GroupMode.Observe ? "OBSERVE" : "ENFORCE";
    }

    /// <summary>The mode that a text names; null when it names none.</summary>
    public static GroupMode? Parse(string text) => text switch
    {
        "ENFORCE" => GroupMode.Enforce,
        "OBSERVE" => GroupMode.Observe,
        _ => null,
    };
}
