using System.Collections.Immutable;
using Ringfence.Agent;
using Ringfence.Agent.LastKnownGood;
using Ringfence.Agent.Trials;
using Ringfence.Control.Distribution;
using Ringfence.Datapath;
using Ringfence.Policy.Hosting;
using Ringfence.Server.Hosting;

namespace Ringfence.Server.Enforcement;

/// <summary>An agent inside the server's process: it takes its policies from the distributor and reports to the board, without a network in between.</summary>
internal sealed class LocalAgent : IHostPolicyFeed, IEnforcementReporter, IAsyncDisposable
{
    private readonly string _host;
    private readonly HostSubscription _subscription;
    private readonly EnforcementBoard _board;
    private readonly HostAgent _agent;
    private EnforcementReport? _last;

    public LocalAgent(string host, IDatapath datapath, PolicySaver saver, TrialClock trials, Distributor distributor, EnforcementBoard board, ServerSurroundings surroundings)
    {
        _host = host;
        _board = board;
        // From now on there is an agent, though it has not enforced anything yet: whoever waits for the hosts waits for this one.
        _board.Report(new HostEnforcement(host, datapath.Name, 0, surroundings.Clock.GetUtcNow(), null, ImmutableDictionary<string, Control.Distribution.InterfaceEnforcement>.Empty));
        _subscription = distributor.Subscribe(host);
        _agent = new HostAgent(this, datapath, this, trials, surroundings.Clock, surroundings.Loggers.CreateLogger<HostAgent>(), saver);
    }

    /// <summary>What the kernel enforces; null before the first policy is in it.</summary>
    public long? EnforcedRevision => Volatile.Read(ref _last)?.EnforcedRevision;

    /// <summary>What is wrong, of the host or of its first failing interface; null when nothing is.</summary>
    public string? Error => Volatile.Read(ref _last) is { } last
        ? last.Error ?? last.Interfaces.Values.FirstOrDefault(own => own.Error is not null)?.Error
        : null;

    HostPolicy? IHostPolicyFeed.Current => _subscription.Current;

    ValueTask<HostPolicy> IHostPolicyFeed.WaitForNewerAsync(long revision, CancellationToken cancellation) =>
        _subscription.WaitForNewerAsync(revision, cancellation);

    void IEnforcementReporter.Report(EnforcementReport report)
    {
        Volatile.Write(ref _last, report);
        _board.Report(new HostEnforcement(
            _host,
            report.Driver,
            report.EnforcedRevision ?? 0,
            report.Since,
            report.Error,
            report.Interfaces.ToImmutableDictionary(
                own => own.Key,
                own => new Control.Distribution.InterfaceEnforcement(own.Value.EnforcedRevision ?? 0, own.Value.Since, own.Value.DevicePresent, own.Value.Error))));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        _subscription.Dispose();
    }
}
