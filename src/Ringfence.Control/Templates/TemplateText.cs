using System.Collections.Immutable;
using Ringfence.Control.Commands;

namespace Ringfence.Control.Templates;

/// <summary>What the name and the member list of a template may be.</summary>
internal static class TemplateText
{
    /// <summary>The vendor says nothing about it; a group's name has the same.</summary>
    private const int MaximumName = 60;

    public static void CheckName(string name, Faults faults)
    {
        if (name.Length == 0)
            faults.Add(RefusalKind.Missing, "", "a template has a name.");
        TextRules.Check(name, MaximumName, "", faults);
    }

    /// <summary>Templates are not made empty, and lists that say nothing do not say "empty" (reference G.5).</summary>
    public static void CheckSome(ImmutableArray<MemberSpec> members, string path, Faults faults)
    {
        if (members.IsEmpty)
            faults.Add(RefusalKind.Missing, path, "at least one member is required.");
    }
}
