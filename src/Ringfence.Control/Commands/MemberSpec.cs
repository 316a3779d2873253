namespace Ringfence.Control.Commands;

/// <summary>A member of a template as a caller gives it: text, nothing checked yet.</summary>
/// <param name="Text">An address, block or range; a service (<c>tcp:80,443</c>); or the id of a template.</param>
/// <param name="Description">The user's words; null keeps those of the member that is there, or means none.</param>
public readonly record struct MemberSpec(string Text, string? Description);
