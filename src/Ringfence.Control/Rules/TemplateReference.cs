using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Rules;

/// <summary>Reads the id of a template in a rule: its form only, not whether the template exists.</summary>
internal static class TemplateReference
{
    /// <summary>The id without white space around it; null when none is given, or with a fault when it is not of its form.</summary>
    public static string? Parse(string? text, TemplateKind kind, string path, Faults faults)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        string id = text.Trim();
        if (TemplateKinds.Of(id) == kind)
            return id;
        faults.Add(RefusalKind.Malformed, path, $"{Faults.Show(text)} is not an id of its kind ({kind.Prefix()} and eight of a-z0-9).");
        return null;
    }
}
