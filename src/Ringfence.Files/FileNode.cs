namespace Ringfence.Files;

/// <summary>A value of a file, whatever language it is written in, with its place.</summary>
internal abstract record FileNode(FilePosition Position);

/// <summary>A text, a number or a boolean, as its text: the document says what it should be. Null is <see cref="IsNull"/>.</summary>
internal sealed record ScalarNode(FilePosition Position, string Text, bool IsNull = false) : FileNode(Position);

/// <summary>A list.</summary>
internal sealed record ListNode(FilePosition Position, List<FileNode> Items) : FileNode(Position);

/// <summary>Names with values, in the order of the file; no name is there twice.</summary>
internal sealed record ObjectNode(FilePosition Position, List<FileMember> Members) : FileNode(Position)
{
    public FileNode? Find(string name) => Members.Find(member => member.Name == name)?.Value;
}

/// <summary>A name with its value.</summary>
internal sealed record FileMember(FilePosition Position, string Name, FileNode Value);
