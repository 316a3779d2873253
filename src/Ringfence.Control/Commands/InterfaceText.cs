namespace Ringfence.Control.Commands;

/// <summary>The longest texts of instances and interfaces, in Unicode characters.</summary>
internal static class InterfaceText
{
    public const int MaximumName = 60;
    public const int MaximumDescription = 60;
    public const int MaximumInstanceName = 128;
}
