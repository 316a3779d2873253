using System.Globalization;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Journal;

/// <summary>The stored form of a <see cref="SnapshotPolicy"/>.</summary>
internal sealed class StoredSnapshotPolicy
{
    private const string Operation = "operate";
    private const string AtTimes = "time";

    public required int V { get; init; }

    public required string Account { get; init; }

    public required string Region { get; init; }

    public required string Name { get; init; }

    public required string Trigger { get; init; }

    public required int KeepDays { get; init; }

    public bool CreateNewCos { get; init; }

    public string? CosRegion { get; init; }

    public string? CosBucket { get; init; }

    public StoredSnapshotTime[]? Times { get; init; }

    public required bool Enabled { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset TakenThrough { get; init; }

    public StoredAttachment[]? Attachments { get; init; }

    public StoredTag[]? Tags { get; init; }

    public static StoredSnapshotPolicy Of(SnapshotPolicy policy) => new()
    {
        V = DocumentCodec.SchemaVersion,
        Account = policy.Scope.Account,
        Region = policy.Scope.Region,
        Name = policy.Name,
        Trigger = policy.Trigger == SnapshotTrigger.Operation ? Operation : AtTimes,
        KeepDays = policy.KeepDays,
        CreateNewCos = policy.Storage.CreateNew,
        CosRegion = Stored.NullIfEmpty(policy.Storage.Region),
        CosBucket = Stored.NullIfEmpty(policy.Storage.Bucket),
        Times = Stored.NullIfEmpty(policy.Times, time => new StoredSnapshotTime
        {
            Day = (int)time.Day,
            Time = time.Time.ToString("HH:mm:ss.fffffff", CultureInfo.InvariantCulture),
            Text = time.TimeText,
        }),
        Enabled = policy.IsEnabled,
        CreatedAt = policy.CreatedAt,
        TakenThrough = policy.TakenThrough,
        Attachments = Stored.NullIfEmpty(policy.Attachments, item => new StoredAttachment { Region = item.Region, Group = item.GroupId }),
        Tags = Stored.NullIfEmpty(policy.Tags, tag => new StoredTag { Key = tag.Key, Value = Stored.NullIfEmpty(tag.Value) }),
    };

    public SnapshotPolicy ToPolicy(string id) => new()
    {
        Id = id,
        Scope = new Scope(Account, Region),
        Name = Name,
        Trigger = Trigger switch
        {
            Operation => SnapshotTrigger.Operation,
            AtTimes => SnapshotTrigger.Time,
            _ => throw new InvalidDataException($"A stored snapshot policy has a trigger that cannot be read: '{Trigger}'."),
        },
        KeepDays = KeepDays,
        Storage = new SnapshotStorage(CreateNewCos, CosRegion ?? "", CosBucket ?? ""),
        Times = Stored.Read(Times, time => time.ToTime()),
        IsEnabled = Enabled,
        CreatedAt = CreatedAt,
        TakenThrough = TakenThrough,
        Attachments = Stored.Read(Attachments, item => new SnapshotAttachment(item.Region, item.Group)),
        Tags = Stored.Read(Tags, tag => new Tag(tag.Key, tag.Value ?? "")),
    };
}

/// <summary>The stored form of a <see cref="SnapshotTime"/>.</summary>
internal sealed class StoredSnapshotTime
{
    public required int Day { get; init; }

    public required string Time { get; init; }

    public required string Text { get; init; }

    public SnapshotTime ToTime() => Day is >= 0 and <= 6 && TimeOnly.TryParse(Time, CultureInfo.InvariantCulture, out var time)
        ? new SnapshotTime((DayOfWeek)Day, time, Text)
        : throw new InvalidDataException($"A stored snapshot policy has a time that cannot be read: '{Day} {Time}'.");
}

/// <summary>The stored form of a <see cref="SnapshotAttachment"/>.</summary>
internal sealed class StoredAttachment
{
    public required string Region { get; init; }

    public required string Group { get; init; }
}
