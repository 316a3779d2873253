namespace Ringfence.Files;

/// <summary>A place in a file, both from 1; columns count characters as an editor does, a surrogate pair as two.</summary>
public readonly record struct FilePosition(int Line, int Column);

/// <summary>Something that is wrong in a file.</summary>
/// <param name="Position">Where.</param>
/// <param name="Path">Of what (<c>SecurityGroups.0.Ingress.2.CidrBlock</c>); "" when it is the text itself.</param>
/// <param name="Message">For people.</param>
public sealed record FileFault(FilePosition Position, string Path, string Message)
{
    /// <summary>With its place.</summary>
    public override string ToString() => $"Line {Position.Line}, column {Position.Column}: {Message}";
}
