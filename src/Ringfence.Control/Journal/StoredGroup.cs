using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Journal;

/// <summary>The stored form of a <see cref="SecurityGroup"/>.</summary>
internal sealed class StoredGroup
{
    public required int V { get; init; }

    public required string Account { get; init; }

    public required string Region { get; init; }

    public required string ProjectId { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }

    public bool IsDefault { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required long PolicyVersion { get; init; }

    public StoredRule[]? Ingress { get; init; }

    public StoredRule[]? Egress { get; init; }

    public StoredTag[]? Tags { get; init; }

    /// <summary>True for observe mode, else null. A program that does not know it enforces the group: closed rather than open.</summary>
    public bool? IsObserved { get; init; }

    public DateTimeOffset? ModeSince { get; init; }

    public static StoredGroup Of(SecurityGroup group) => new()
    {
        V = DocumentCodec.SchemaVersion,
        Account = group.Scope.Account,
        Region = group.Scope.Region,
        ProjectId = group.ProjectId,
        Name = group.Name,
        Description = Stored.NullIfEmpty(group.Description),
        IsDefault = group.IsDefault,
        CreatedAt = group.CreatedAt,
        UpdatedAt = group.UpdatedAt,
        PolicyVersion = group.PolicyVersion,
        Ingress = Stored.NullIfEmpty(group.Ingress, StoredRule.Of),
        Egress = Stored.NullIfEmpty(group.Egress, StoredRule.Of),
        IsObserved = group.Mode == GroupMode.Observe ? true : null,
        ModeSince = group.ModeSince,
        Tags = Stored.NullIfEmpty(group.Tags, tag => new StoredTag { Key = tag.Key, Value = Stored.NullIfEmpty(tag.Value) }),
    };

    public SecurityGroup ToGroup(string id) => new()
    {
        Id = id,
        Scope = new Scope(Account, Region),
        ProjectId = ProjectId,
        Name = Name,
        Description = Description ?? "",
        IsDefault = IsDefault,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
        PolicyVersion = PolicyVersion,
        Ingress = Stored.Read(Ingress, rule => rule.ToRule()),
        Egress = Stored.Read(Egress, rule => rule.ToRule()),
        Mode = IsObserved == true ? GroupMode.Observe : GroupMode.Enforce,
        ModeSince = ModeSince,
        Tags = Stored.Read(Tags, tag => new Tag(tag.Key, tag.Value ?? "")),
    };
}

/// <summary>The stored form of a <see cref="Tag"/>.</summary>
internal sealed class StoredTag
{
    public required string Key { get; init; }

    public string? Value { get; init; }
}

/// <summary>What the stored forms have in common: empty texts and lists are left out.</summary>
internal static class Stored
{
    public static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    public static TStored[]? NullIfEmpty<T, TStored>(ImmutableArray<T> items, Func<T, TStored> store) =>
        items.IsDefaultOrEmpty ? null : [.. items.Select(store)];

    public static ImmutableArray<T> Read<TStored, T>(TStored[]? items, Func<TStored, T> read) => items is null ? [] : [.. items.Select(read)];
}
