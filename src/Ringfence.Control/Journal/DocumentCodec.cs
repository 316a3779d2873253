using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Journal;

/// <summary>Turns changes into the form that journals keep and back, without loss. The stored form has its own types, so that the world's may change.</summary>
public static class DocumentCodec
{
    /// <summary>The version in every body (<c>v</c>). Raised when an older program would misread a body; new optional members do not raise it.</summary>
    public const int SchemaVersion = 1;

    /// <summary>The stored form of a change.</summary>
    public static StoredDocument Encode(Change change) => change switch
    {
        Change.PutGroup put => Put(DocumentKind.Group, put.Group.Id, StoredGroup.Of(put.Group), StoredJson.Readable.StoredGroup),
        Change.PutInstance put => Put(DocumentKind.Instance, put.Instance.Id, StoredInstance.Of(put.Instance), StoredJson.Readable.StoredInstance),
        Change.PutInterface put => Put(DocumentKind.Interface, put.Interface.Id, StoredInterface.Of(put.Interface), StoredJson.Readable.StoredInterface),
        Change.PutSnapshotPolicy put => Put(DocumentKind.SnapshotPolicy, put.Policy.Id, StoredSnapshotPolicy.Of(put.Policy), StoredJson.Readable.StoredSnapshotPolicy),
        Change.PutSnapshotFile put => Put(DocumentKind.SnapshotFile, put.File.Id, StoredSnapshotFile.Of(put.File), StoredJson.Readable.StoredSnapshotFile),
        Change.PutTemplate put => Put(DocumentKind.Template, put.Template.Id, StoredTemplate.Of(put.Template), StoredJson.Readable.StoredTemplate),
        Change.PutTrial put => Put(DocumentKind.Trial, put.Trial.Id, StoredTrial.Of(put.Trial), StoredJson.Readable.StoredTrial),
        Change.PutGuard put => Put(DocumentKind.Guard, put.Guard.Id, StoredGuard.Of(put.Guard), StoredJson.Readable.StoredGuard),
        Change.DeleteGuard delete => new StoredDocument(DocumentKind.Guard, delete.Id, null),
        Change.PutObservation put => Put(DocumentKind.Observation, put.Observation.Id, StoredObservation.Of(put.Observation), StoredJson.Readable.StoredObservation),
        Change.DeleteObservation delete => new StoredDocument(DocumentKind.Observation, delete.Id, null),
        Change.DeleteGroup delete => new StoredDocument(DocumentKind.Group, delete.Id, null),
        Change.DeleteInstance delete => new StoredDocument(DocumentKind.Instance, delete.Id, null),
        Change.DeleteInterface delete => new StoredDocument(DocumentKind.Interface, delete.Id, null),
        Change.DeleteTemplate delete => new StoredDocument(DocumentKind.Template, delete.Id, null),
        Change.DeleteSnapshotPolicy delete => new StoredDocument(DocumentKind.SnapshotPolicy, delete.Id, null),
        Change.DeleteSnapshotFile delete => new StoredDocument(DocumentKind.SnapshotFile, delete.Id, null),
        Change.DeleteTrial delete => new StoredDocument(DocumentKind.Trial, delete.Id, null),
        _ => throw new NotSupportedException($"Change {change.GetType().Name} has no stored form."),
    };

    /// <summary>Which document a change is about.</summary>
    public static (string Kind, string Id) KeyOf(Change change) => change switch
    {
        Change.PutGroup put => (DocumentKind.Group, put.Group.Id),
        Change.PutInstance put => (DocumentKind.Instance, put.Instance.Id),
        Change.PutInterface put => (DocumentKind.Interface, put.Interface.Id),
        Change.DeleteGroup delete => (DocumentKind.Group, delete.Id),
        Change.DeleteInstance delete => (DocumentKind.Instance, delete.Id),
        Change.DeleteInterface delete => (DocumentKind.Interface, delete.Id),
        Change.PutSnapshotPolicy put => (DocumentKind.SnapshotPolicy, put.Policy.Id),
        Change.DeleteSnapshotPolicy delete => (DocumentKind.SnapshotPolicy, delete.Id),
        Change.PutSnapshotFile put => (DocumentKind.SnapshotFile, put.File.Id),
        Change.DeleteSnapshotFile delete => (DocumentKind.SnapshotFile, delete.Id),
        Change.PutTemplate put => (DocumentKind.Template, put.Template.Id),
        Change.DeleteTemplate delete => (DocumentKind.Template, delete.Id),
        Change.PutTrial put => (DocumentKind.Trial, put.Trial.Id),
        Change.DeleteTrial delete => (DocumentKind.Trial, delete.Id),
        Change.PutObservation put => (DocumentKind.Observation, put.Observation.Id),
        Change.DeleteObservation delete => (DocumentKind.Observation, delete.Id),
        Change.PutGuard put => (DocumentKind.Guard, put.Guard.Id),
        Change.DeleteGuard delete => (DocumentKind.Guard, delete.Id),
        _ => throw new NotSupportedException($"Change {change.GetType().Name} has no stored form."),
    };

    /// <summary>The change that a stored form stands for.</summary>
    /// <exception cref="InvalidDataException">The kind or the body cannot be read, or a newer program wrote it.</exception>
    public static Change Decode(StoredDocument document)
    {
        try
        {
            return document switch
            {
                { Kind: DocumentKind.Group, Body: { } body } => new Change.PutGroup(Read(body, StoredJson.Readable.StoredGroup, group => group.V).ToGroup(document.Id)),
                { Kind: DocumentKind.Instance, Body: { } body } =>
                    new Change.PutInstance(Read(body, StoredJson.Readable.StoredInstance, instance => instance.V).ToInstance(document.Id)),
                { Kind: DocumentKind.Interface, Body: { } body } =>
                    new Change.PutInterface(Read(body, StoredJson.Readable.StoredInterface, networkInterface => networkInterface.V).ToInterface(document.Id)),
                { Kind: DocumentKind.SnapshotPolicy, Body: { } body } =>
                    new Change.PutSnapshotPolicy(Read(body, StoredJson.Readable.StoredSnapshotPolicy, policy => policy.V).ToPolicy(document.Id)),
                { Kind: DocumentKind.SnapshotFile, Body: { } body } =>
                    new Change.PutSnapshotFile(Read(body, StoredJson.Readable.StoredSnapshotFile, file => file.V).ToFile(document.Id)),
                { Kind: DocumentKind.SnapshotPolicy } => new Change.DeleteSnapshotPolicy(document.Id),
                { Kind: DocumentKind.SnapshotFile } => new Change.DeleteSnapshotFile(document.Id),
                { Kind: DocumentKind.Template, Body: { } body } =>
                    new Change.PutTemplate(Read(body, StoredJson.Readable.StoredTemplate, template => template.V).ToTemplate(document.Id)),
                { Kind: DocumentKind.Trial, Body: { } body } => new Change.PutTrial(Read(body, StoredJson.Readable.StoredTrial, trial => trial.V).ToTrial()),
                { Kind: DocumentKind.Trial } => new Change.DeleteTrial(document.Id),
                { Kind: DocumentKind.Guard, Body: { } body } => new Change.PutGuard(Read(body, StoredJson.Readable.StoredGuard, guard => guard.V).ToGuard(document.Id)),
                { Kind: DocumentKind.Guard } => new Change.DeleteGuard(document.Id),
                { Kind: DocumentKind.Observation, Body: { } body } =>
                    new Change.PutObservation(Read(body, StoredJson.Readable.StoredObservation, observation => observation.V).ToObservation(document.Id)),
                { Kind: DocumentKind.Observation } => new Change.DeleteObservation(document.Id),
                { Kind: DocumentKind.Group } => new Change.DeleteGroup(document.Id),
                { Kind: DocumentKind.Instance } => new Change.DeleteInstance(document.Id),
                { Kind: DocumentKind.Interface } => new Change.DeleteInterface(document.Id),
                { Kind: DocumentKind.Template } => new Change.DeleteTemplate(document.Id),
                _ => throw new InvalidDataException("Its kind is unknown."),
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException)
        {
            throw new InvalidDataException($"The stored {document.Kind} {document.Id} cannot be read: {exception.Message}", exception);
        }
    }

    private static StoredDocument Put<T>(string kind, string id, T stored, JsonTypeInfo<T> type) =>
        new(kind, id, JsonSerializer.SerializeToUtf8Bytes(stored, type));

    private static T Read<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> type, Func<T, int> version)
        where T : class
    {
        var stored = JsonSerializer.Deserialize(body.Span, type) ?? throw new InvalidDataException("Its body is null.");
        return version(stored) <= SchemaVersion
            ? stored
            : throw new InvalidDataException($"A newer program wrote it: it has schema version {version(stored)}, this program reads up to {SchemaVersion}.");
    }
}
