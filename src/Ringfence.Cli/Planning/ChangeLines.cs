using Ringfence.Cli.Output;
using Ringfence.Contracts.Ringfence;

namespace Ringfence.Cli.Planning;

/// <summary>Changes of resources, made or planned, as lines: <c>+</c> created, <c>~</c> modified, <c>-</c> deleted.</summary>
internal static class ChangeLines
{
    /// <summary>Prints them.</summary>
    public static void Print(Printer printer, IEnumerable<ResourceChange> changes)
    {
        foreach (var change in changes)
        {
            string sign = change.Operation switch { "CREATE" => "+", "DELETE" => "-", _ => "~" };
            string id = change switch
            {
                { ResourceId.Length: > 0 } => $" ({change.ResourceId})",
                { Operation: "CREATE" } => " (new)",
                _ => "",
            };
            printer.Line($"{sign} {change.ResourceType} {change.ResourceName}{id}");
            foreach (string detail in change.Details)
                printer.Line($"    {detail}");
        }
    }
}
