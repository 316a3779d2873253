namespace Ringfence.Control.Journal;

/// <summary>A change in the form that journals keep: which document, and its new body.</summary>
/// <param name="Kind">One of <see cref="DocumentKind"/>.</param>
/// <param name="Id">The document's id; unique within its kind.</param>
/// <param name="Body">JSON in UTF-8, or null when the document is deleted.</param>
public readonly record struct StoredDocument(string Kind, string Id, ReadOnlyMemory<byte>? Body);

/// <summary>The kinds of documents. Part of the stored form: never renamed.</summary>
public static class DocumentKind
{
    public const string Group = "group";

    public const string Instance = "instance";

    public const string Interface = "interface";

    public const string SnapshotPolicy = "snapshotPolicy";

    public const string SnapshotFile = "snapshotFile";

    /// <summary>Parameter templates and their groups, of both kinds; the id's prefix tells which.</summary>
    public const string Template = "template";

    public const string Trial = "trial";

    public const string Guard = "guard";

    public const string Observation = "observation";
}
