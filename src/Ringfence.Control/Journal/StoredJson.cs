using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ringfence.Control.Journal;

/// <summary>Serialization of the stored forms, generated at compile time. Members that are null are left out; members that are not known are ignored.</summary>
[JsonSerializable(typeof(StoredGroup))]
[JsonSerializable(typeof(StoredInstance))]
[JsonSerializable(typeof(StoredInterface))]
[JsonSerializable(typeof(StoredSnapshotPolicy))]
[JsonSerializable(typeof(StoredSnapshotFile))]
[JsonSerializable(typeof(StoredTemplate))]
[JsonSerializable(typeof(StoredTrial))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(StoredGuard))]
[JsonSerializable(typeof(StoredObservation))]
internal sealed partial class StoredJson : JsonSerializerContext
{
    /// <summary>With names in their own script: the text is read by people and databases, never put into a page.</summary>
    public static StoredJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
