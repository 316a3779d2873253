namespace Ringfence.Control.Commands;

/// <summary>What the name and the description of a group may be (reference A.17).</summary>
internal static class GroupText
{
    private const int MaximumName = 60;
    private const int MaximumDescription = 100;

    public static void CheckName(string name, Faults faults, string parameter = "GroupName")
    {
        if (name.Length == 0)
            faults.Add(RefusalKind.Missing, parameter, "a security group has a name.");
        TextRules.Check(name, MaximumName, parameter, faults);
    }

    public static void CheckDescription(string description, Faults faults, string parameter = "GroupDescription") =>
        TextRules.Check(description, MaximumDescription, parameter, faults);
}
