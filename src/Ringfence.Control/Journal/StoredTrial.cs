using System.Text.Json;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Journal;

/// <summary>The stored form of a <see cref="Trial"/>: what it would take back is kept as documents.</summary>
internal sealed class StoredTrial
{
    public required int V { get; init; }

    public required string Account { get; init; }

    public required string Region { get; init; }

    public required long Revision { get; init; }

    public required TimeSpan Within { get; init; }

    public required DateTimeOffset Deadline { get; init; }

    public required StoredUndo[] Undo { get; init; }

    public static StoredTrial Of(Trial trial) => new()
    {
        V = DocumentCodec.SchemaVersion,
        Account = trial.Scope.Account,
        Region = trial.Scope.Region,
        Revision = trial.Revision,
        Within = trial.Within,
        Deadline = trial.Deadline,
        Undo = [.. trial.Undo.Select(StoredUndo.Of)],
    };

    public Trial ToTrial() => new()
    {
        Scope = new Scope(Account, Region),
        Revision = Revision,
        Within = Within,
        Deadline = Deadline,
        Undo = [.. Undo.Select(undo => undo.ToChange())],
    };
}

/// <summary>A document as it was before a change; without a body it was not there.</summary>
internal sealed class StoredUndo
{
    public required string Kind { get; init; }

    public required string Id { get; init; }

    public JsonElement? Body { get; init; }

    public static StoredUndo Of(Change change)
    {
        var stored = DocumentCodec.Encode(change);
        return new() { Kind = stored.Kind, Id = stored.Id, Body = stored.Body is { } body ? JsonElement.Parse(body.Span) : null };
    }

    public Change ToChange()
    {
        ReadOnlyMemory<byte>? bytes = null;
        if (Body is { } body)
            bytes = JsonSerializer.SerializeToUtf8Bytes(body, StoredJson.Readable.JsonElement);
        return DocumentCodec.Decode(new StoredDocument(Kind, Id, bytes));
    }
}
