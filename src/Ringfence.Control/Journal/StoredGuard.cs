using Ringfence.Control.Commands;
using Ringfence.Control.Guards;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Journal;

/// <summary>The stored form of a <see cref="Guard"/>: what the user wrote.</summary>
internal sealed class StoredGuard
{
    public required int V { get; init; }

    public required string Account { get; init; }

    public required string Region { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }

    public required StoredGuardEnd From { get; init; }

    public StoredGuardEnd? Except { get; init; }

    public required StoredGuardEnd To { get; init; }

    public required string[] Services { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public static StoredGuard Of(Guard guard) => new()
    {
        V = DocumentCodec.SchemaVersion,
        Account = guard.Scope.Account,
        Region = guard.Scope.Region,
        Name = guard.Name,
        Description = Stored.NullIfEmpty(guard.Description),
        From = StoredGuardEnd.Of(guard.From),
        Except = guard.Except.IsNobody ? null : StoredGuardEnd.Of(guard.Except),
        To = StoredGuardEnd.Of(guard.To),
        Services = [.. guard.Services],
        CreatedAt = guard.CreatedAt,
        UpdatedAt = guard.UpdatedAt,
    };

    /// <summary>The guard.</summary>
    /// <exception cref="InvalidDataException">A service or an address is none that this program could have stored.</exception>
    public Guard ToGuard(string id)
    {
        var faults = new Faults();
        var services = GuardServices.Parse([.. Services], "", faults);
        if (faults.Any)
            throw new InvalidDataException($"It has services that cannot be read: {faults.ToImmutable()[0].Message}");
        return new Guard
        {
            Id = id,
            Scope = new Scope(Account, Region),
            Name = Name,
            Description = Description ?? "",
            From = From.ToEnd(),
            Except = Except?.ToEnd() ?? GuardEnd.Nobody,
            To = To.ToEnd(),
            Services = [.. Services],
            ServiceSet = services,
            CreatedAt = CreatedAt,
            UpdatedAt = UpdatedAt,
        };
    }
}

/// <summary>The stored form of a <see cref="GuardEnd"/>.</summary>
internal sealed class StoredGuardEnd
{
    public bool All { get; init; }

    public bool Outside { get; init; }

    public string[]? Cidrs { get; init; }

    public string[]? Groups { get; init; }

    public string[]? AddressTemplates { get; init; }

    public StoredTag[]? Tags { get; init; }

    public string[]? Instances { get; init; }

    public static StoredGuardEnd Of(GuardEnd end) => new()
    {
        All = end.All,
        Outside = end.Outside,
        Cidrs = Stored.NullIfEmpty(end.CidrBlocks, text => text),
        Groups = Stored.NullIfEmpty(end.SecurityGroupIds, id => id),
        AddressTemplates = Stored.NullIfEmpty(end.AddressTemplateIds, id => id),
        Tags = Stored.NullIfEmpty(end.Tags, tag => new StoredTag { Key = tag.Key, Value = Stored.NullIfEmpty(tag.Value) }),
        Instances = Stored.NullIfEmpty(end.InstanceIds, id => id),
    };

    public GuardEnd ToEnd() => new()
    {
        All = All,
        Outside = Outside,
        CidrBlocks = Stored.Read(Cidrs, text => text),
        SecurityGroupIds = Stored.Read(Groups, id => id),
        AddressTemplateIds = Stored.Read(AddressTemplates, id => id),
        Tags = Stored.Read(Tags, tag => new Tag(tag.Key, tag.Value ?? "")),
        InstanceIds = Stored.Read(Instances, id => id),
    };
}
