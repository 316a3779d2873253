namespace Ringfence.Control.Commands;

/// <summary>A project's number as text. There is no register of projects: one exists as soon as something is in it.</summary>
internal static class ProjectId
{
    private const string Default = "0";
    private const int MaximumDigits = 19;

    /// <summary>The project that is meant; "0" when none is given. A fault when it is not a number in its plain form.</summary>
    public static string Read(string? text, string parameter, Faults faults)
    {
        if (string.IsNullOrEmpty(text))
            return Default;
        if (text.Length > MaximumDigits || text.AsSpan().ContainsAnyExceptInRange('0', '9') || (text[0] == '0' && text.Length > 1))
            faults.Add(RefusalKind.InvalidValue, parameter, $"{Faults.Show(text)} is not a project number.");
        return text;
    }
}
