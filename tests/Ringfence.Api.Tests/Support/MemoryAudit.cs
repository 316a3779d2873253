using System.Collections.Concurrent;
using Ringfence.Control.Audit;

namespace Ringfence.Api.Tests.Support;

/// <summary>An audit log in memory: what is recorded can be looked at at once.</summary>
internal sealed class MemoryAudit : IAuditLog
{
    public ConcurrentQueue<AuditRecord> Records { get; } = [];

    public AuditQuery? LastQuery { get; private set; }

    public ValueTask RecordAsync(AuditRecord record)
    {
        Records.Enqueue(record);
        return ValueTask.CompletedTask;
    }

    public ValueTask<AuditPage> FindAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        LastQuery = query;
        return new(new AuditPage([.. Records.Reverse()], Records.Count));
    }
}
