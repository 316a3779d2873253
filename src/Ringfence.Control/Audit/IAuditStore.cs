using System.Collections.Immutable;

namespace Ringfence.Control.Audit;

/// <summary>Keeps the newest records of the audit log, so many and no more, whatever comes.</summary>
public interface IAuditStore : IAsyncDisposable
{
    /// <summary>Adds records, durable on return, and lets go of the oldest ones beyond the bound.</summary>
    ValueTask AppendAsync(IReadOnlyList<AuditRecord> records, CancellationToken cancellationToken);

    /// <summary>The records that match, newest first.</summary>
    ValueTask<AuditPage> FindAsync(AuditQuery query, CancellationToken cancellationToken);

    /// <summary>Those of these request ids that no record has.</summary>
    ValueTask<ImmutableHashSet<string>> MissingAsync(IReadOnlyCollection<string> requestIds, CancellationToken cancellationToken);
}
