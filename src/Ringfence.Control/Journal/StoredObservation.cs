using Ringfence.Control.Worlds;

namespace Ringfence.Control.Journal;

/// <summary>The stored form of a <see cref="PolicyObservation"/>: the calls as they were proposed.</summary>
internal sealed class StoredObservation
{
    public required int V { get; init; }

    public required string Account { get; init; }

    public required string Region { get; init; }

    public required string Name { get; init; }

    public required StoredCall[] Calls { get; init; }

    public required string CreatedBy { get; init; }

    /// <summary>Absent in documents of earlier versions.</summary>
    public string CreatedFrom { get; init; } = "";

    public required DateTimeOffset CreatedAt { get; init; }

    public string? SecurityGroupId { get; init; }

    public static StoredObservation Of(PolicyObservation observation) => new()
    {
        V = DocumentCodec.SchemaVersion,
        Account = observation.Scope.Account,
        Region = observation.Scope.Region,
        Name = observation.Name,
        Calls = [.. observation.Calls.Select(call => new StoredCall { Action = call.Action, Version = call.Version, Parameters = call.Parameters })],
        CreatedBy = observation.CreatedBy,
        CreatedFrom = observation.CreatedFrom,
        CreatedAt = observation.CreatedAt,
        SecurityGroupId = observation.SecurityGroupId,
    };

    public PolicyObservation ToObservation(string id) => new()
    {
        Id = id,
        Scope = new Scope(Account, Region),
        Name = Name,
        Calls = Stored.Read(Calls, call => new ObservedCall(call.Action, call.Version, call.Parameters)),
        CreatedBy = CreatedBy,
        CreatedFrom = CreatedFrom,
        CreatedAt = CreatedAt,
        SecurityGroupId = SecurityGroupId,
    };
}

/// <summary>The stored form of an <see cref="ObservedCall"/>.</summary>
internal sealed class StoredCall
{
    public required string Action { get; init; }

    public required string Version { get; init; }

    public required string Parameters { get; init; }
}
