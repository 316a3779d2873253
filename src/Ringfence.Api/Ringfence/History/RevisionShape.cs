using System.Collections.Immutable;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence;
using Ringfence.Control.History;
using Ringfence.Control.Journal;
using ResourceChange = Ringfence.Contracts.Ringfence.ResourceChange;

namespace Ringfence.Api.Ringfence.History;

/// <summary>Revisions and changes as the wire has them.</summary>
internal static class RevisionShape
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

    public static ImmutableArray<ResourceChange> ToWire(IEnumerable<Control.History.ResourceChange> changes) =>
        [.. changes.Select(change => new ResourceChange
        {
            ResourceType = change.Type,
            ResourceId = change.Id,
            ResourceName = change.Name,
            Operation = change.Operation.ToString().ToUpperInvariant(),
            Details = change.Details,
        })];
}
