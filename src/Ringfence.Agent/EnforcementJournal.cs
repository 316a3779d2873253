using System.Collections.Immutable;
using Ringfence.Datapath;
using Ringfence.Policy.Hosting;

namespace Ringfence.Agent;

/// <summary>Remembers what the agent achieved and since when, and reports it.</summary>
internal sealed class EnforcementJournal(string driver, IEnforcementReporter reporter, TimeProvider time)
{
    private readonly Lock _lock = new();
    private EnforcementReport _last = new()
    {
        Driver = driver,
        EnforcedRevision = null,
        Since = time.GetUtcNow(),
        Interfaces = ImmutableDictionary<string, InterfaceEnforcement>.Empty,
    };

    /// <summary>The kernel took a policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="result">How.</param>
    /// <param name="devices">Those that exist.</param>
    /// <param name="shortcoming">Why this is not all that was to be done; null when it is.</param>
    public void Applied(HostPolicy policy, ApplyResult result, ImmutableHashSet<string> devices, string? shortcoming)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            // What was damaged or refused in between is so only since it is put right.
            bool wasWhole = _last.Error == shortcoming;
            var interfaces = ImmutableDictionary.CreateBuilder<string, InterfaceEnforcement>();
            foreach (var (id, subject) in policy.Interfaces)
            {
                string? error = result.InterfaceErrors.GetValueOrDefault(id);
                long? revision = error is null ? policy.Revision : null;
                var before = wasWhole ? _last.Interfaces.GetValueOrDefault(id) : null;
                var since = before?.EnforcedRevision == revision && before?.Error == error ? before?.Since : null;
                interfaces[id] = new InterfaceEnforcement(revision, since ?? now, devices.Contains(subject.Device), error);
            }

            bool sameRevision = _last.EnforcedRevision == policy.Revision && wasWhole;
            Report(_last with
            {
                EnforcedRevision = policy.Revision,
                Since = sameRevision ? _last.Since : now,
                Error = shortcoming,
                Interfaces = interfaces.ToImmutable(),
            });
        }
    }

    /// <summary>A newer policy could not be brought into the kernel.</summary>
    public void Failed(string reason)
    {
        lock (_lock)
            Report(_last with { Error = reason, Since = _last.Error is null ? time.GetUtcNow() : _last.Since });
    }

    /// <summary>The rules were found removed or changed by somebody else.</summary>
    public void Damaged() => Failed("The rules in the kernel were removed or changed by somebody else.");

    private void Report(EnforcementReport report)
    {
        _last = report;
        reporter.Report(report);
    }
}
