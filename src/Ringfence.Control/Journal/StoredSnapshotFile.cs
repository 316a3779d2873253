using Ringfence.Control.Worlds;

namespace Ringfence.Control.Journal;

/// <summary>The stored form of a <see cref="SnapshotFile"/>. The original rules are left out where they are the saved ones.</summary>
internal sealed class StoredSnapshotFile
{
    public required int V { get; init; }

    public required string Account { get; init; }

    public required string Region { get; init; }

    public required string Policy { get; init; }

    public required string Group { get; init; }

    public required DateTimeOffset TakenAt { get; init; }

    public required string Operator { get; init; }

    public StoredRules? Original { get; init; }

    public required StoredRules Saved { get; init; }

    public static StoredSnapshotFile Of(SnapshotFile file) => new()
    {
        V = DocumentCodec.SchemaVersion,
        Account = file.Scope.Account,
        Region = file.Scope.Region,
        Policy = file.PolicyId,
        Group = file.GroupId,
        TakenAt = file.TakenAt,
        Operator = file.Operator,
        Original = file.Original == file.Saved ? null : StoredRules.Of(file.Original),
        Saved = StoredRules.Of(file.Saved),
    };

    public SnapshotFile ToFile(string id)
    {
        var saved = Saved.ToRules();
        return new SnapshotFile
        {
            Id = id,
            Scope = new Scope(Account, Region),
            PolicyId = Policy,
            GroupId = Group,
            TakenAt = TakenAt,
            Operator = Operator,
            Original = Original?.ToRules() ?? saved,
            Saved = saved,
        };
    }
}

/// <summary>The stored form of <see cref="SavedRules"/>.</summary>
internal sealed class StoredRules
{
    public StoredRule[]? Ingress { get; init; }

    public StoredRule[]? Egress { get; init; }

    public static StoredRules Of(SavedRules rules) => new()
    {
        Ingress = Stored.NullIfEmpty(rules.Ingress, StoredRule.Of),
        Egress = Stored.NullIfEmpty(rules.Egress, StoredRule.Of),
    };

    public SavedRules ToRules() => new(Stored.Read(Ingress, rule => rule.ToRule()), Stored.Read(Egress, rule => rule.ToRule()));
}
