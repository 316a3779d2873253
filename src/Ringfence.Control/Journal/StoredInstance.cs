using Ringfence.Control.Worlds;

namespace Ringfence.Control.Journal;

/// <summary>The stored form of an <see cref="Instance"/>.</summary>
internal sealed class StoredInstance
{
    public required int V { get; init; }

    public required string Account { get; init; }

    public required string Region { get; init; }

    public required string Name { get; init; }

    public required string Type { get; init; }

    public required string ProjectId { get; init; }

    public required string Host { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public string[]? InterfaceIds { get; init; }

    public static StoredInstance Of(Instance instance) => new()
    {
        V = DocumentCodec.SchemaVersion,
        Account = instance.Scope.Account,
        Region = instance.Scope.Region,
        Name = instance.Name,
        Type = Write(instance.Type),
        ProjectId = instance.ProjectId,
        Host = instance.Host,
        CreatedAt = instance.CreatedAt,
        InterfaceIds = Stored.NullIfEmpty(instance.InterfaceIds, id => id),
    };

    public Instance ToInstance(string id) => new()
    {
        Id = id,
        Scope = new Scope(Account, Region),
        Name = Name,
        Type = Read(Type),
        ProjectId = ProjectId,
        Host = Host,
        CreatedAt = CreatedAt,
        InterfaceIds = Stored.Read(InterfaceIds, interfaceId => interfaceId),
    };

    private static string Write(InstanceType type) => type switch
    {
        InstanceType.Cvm => "CVM",
        InstanceType.Clb => "CLB",
        InstanceType.Cdb => "CDB",
        InstanceType.Other => "OTHER",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    private static InstanceType Read(string type) => type switch
    {
        "CVM" => InstanceType.Cvm,
        "CLB" => InstanceType.Clb,
        "CDB" => InstanceType.Cdb,
        "OTHER" => InstanceType.Other,
        _ => throw new InvalidDataException($"A stored instance has a type that cannot be read: '{type}'."),
    };
}
