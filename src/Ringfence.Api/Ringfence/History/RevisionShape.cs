using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence;
using Ringfence.Control.History;
using Ringfence.Control.Journal;
using ResourceChange = Ringfence.Contracts.Ringfence.ResourceChange;

namespace Ringfence.Api.Ringfence.History;

/// <summary>Revisions and changes as the wire has them.</summary>
internal static partial class RevisionShape
{
    public static RevisionRecord ToWire(PastRevision past) => new()
    {
        Revision = past.Revision.Number,
        Time = WireClock.IsoMilliseconds(past.Revision.At),
        SecretId = past.Revision.Origin.SecretId,
        Account = past.Revision.Scope.Account,
        Region = past.Revision.Scope.Region,
        SourceAddress = past.Revision.Origin.RemoteAddress,
        RequestId = past.Revision.Origin.RequestId,
        Action = past.Revision.Origin.Action,
        ChangeCount = past.ChangeCount,
        ChangeSet = ToWire(past.Revision.Changes.Select((change, i) => ChangeDescription.Describe(past.Before[i], change))),
    };

    /// <summary>Changes that are only planned: what they would create has no id yet, the one that it had while they were tried is never seen again, so it goes by its name.</summary>
    public static ImmutableArray<ResourceChange> ToPlan(ImmutableArray<Control.History.ResourceChange> changes)
    {
        var created = changes.Where(change => change.Operation == ResourceOperation.Create).ToDictionary(change => change.Id, change => change.Name);
        return [.. ToWire(changes).Select(change => change with
        {
            ResourceId = created.ContainsKey(change.ResourceId) ? "" : change.ResourceId,
            Details = [.. change.Details.Select(detail => Ids().Replace(detail, id => created.TryGetValue(id.Value, out string? name) ? $"{name} (new)" : id.Value))],
        })];
    }

    public static ImmutableArray<ResourceChange> ToWire(IEnumerable<Control.History.ResourceChange> changes) =>
        [.. changes.Select(change => new ResourceChange
        {
            ResourceType = change.Type,
            ResourceId = change.Id,
            ResourceName = change.Name,
            Operation = change.Operation.ToString().ToUpperInvariant(),
            Details = change.Details,
        })];

    [GeneratedRegex("[a-z]+-[a-z0-9]{8}")]
    private static partial Regex Ids();
}
