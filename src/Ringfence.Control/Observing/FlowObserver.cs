using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Ringfence.Control.HostQueries;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Observing;

/// <summary>What an observation has come to.</summary>
/// <param name="Seen">What it has seen; null before the first look.</param>
/// <param name="Fault">Why it sees nothing now: its calls would be refused; null when it sees.</param>
/// <param name="Excess">What hosts could not hold of it: it is watched, and enforcing it would be refused.</param>
/// <param name="UnreachableHosts">Hosts that could not be asked for flows in the last look.</param>
public sealed record ObservationState(SeenFlows? Seen, string? Fault, ImmutableArray<string> Excess, ImmutableArray<string> UnreachableHosts);

/// <summary>
/// Looks at the flows that the hosts let through and judges each as the observed changes would. It looks more often than the shortest-lived entry stays listed, so no flow is missed that a host's table
/// held. Nothing is read while nothing is observed.
/// </summary>
public sealed partial class FlowObserver : IAsyncDisposable
{
    /// <summary>A TCP connection that was reset stays listed for ten seconds with either driver, everything else for longer.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    private readonly IControlPlane _control;
    private readonly IFlowSource _flows;
    private readonly IObservedWorlds _worlds;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, ObservedPolicy> _policies = new(StringComparer.Ordinal);
    private readonly Task _running;
    private ImmutableDictionary<string, ObservationState> _states = ImmutableDictionary<string, ObservationState>.Empty;

    private FlowObserver(IControlPlane control, IFlowSource flows, IObservedWorlds worlds, TimeProvider clock, ILogger logger)
    {
        _control = control;
        _flows = flows;
        _worlds = worlds;
        _clock = clock;
        _logger = logger;
        _running = Task.Run(RunAsync);
    }

    /// <summary>Starts it.</summary>
    /// <param name="control">Where observations are. To be disposed of after this.</param>
    /// <param name="flows">Where flows are asked for.</param>
    /// <param name="worlds">What the observed changes would make of the world.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logger">Told what could not be looked at.</param>
    public static FlowObserver Start(IControlPlane control, IFlowSource flows, IObservedWorlds worlds, TimeProvider clock, ILogger<FlowObserver> logger) => new(control, flows, worlds, clock, logger);

    /// <summary>What an observation has come to since this process began.</summary>
    public ObservationState StateOf(string observationId) => Volatile.Read(ref _states).GetValueOrDefault(observationId) ?? new ObservationState(null, null, [], []);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(Interval, _clock);
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
            {
                try
                {
                    await LookAsync(_stopping.Token).ConfigureAwait(false);
                }
                catch (Exception fault) when (fault is not OperationCanceledException)
                {
                    // The next look may be luckier; one that fails must not end the watching.
                    LogNotLooked(fault);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The end.
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var world = _control.World;
        var states = _states.RemoveRange(_states.Keys.Where(id => !world.Observations.ContainsKey(id)));
        foreach (string gone in _policies.Keys.Where(id => !world.Observations.ContainsKey(id)).ToList())
            _policies.Remove(gone);
        foreach (var observation in world.Observations.Values)
            states = states.SetItem(observation.Id, await PrepareAsync(world, observation, states.GetValueOrDefault(observation.Id), cancellationToken).ConfigureAwait(false));
        var watched = world.Observations.Values.Where(one => states[one.Id].Fault is null).ToList();
        var unreachable = ImmutableArray.CreateBuilder<string>();
        foreach (string host in HostsOf(world, watched).Order(StringComparer.Ordinal))
        {
            if (!await TryLookAsync(world, host, watched, states, cancellationToken).ConfigureAwait(false))
                unreachable.Add(host);
        }

        foreach (var observation in watched)
        {
            var hosts = HostsOf(world, [observation]);
            states[observation.Id].Seen!.Retain(hosts);
            states = states.SetItem(observation.Id, states[observation.Id] with { UnreachableHosts = [.. unreachable.Where(hosts.Contains)] });
        }

        Volatile.Write(ref _states, states);
    }

    /// <summary>Reads what one host lets through; false when it cannot be asked, or not to the end.</summary>
    private async ValueTask<bool> TryLookAsync(World world, string host, List<PolicyObservation> watched, ImmutableDictionary<string, ObservationState> states, CancellationToken cancellationToken)
    {
        if (_flows.Read(host, cancellationToken) is not { } flows)
            return false;
        var concerned = watched.Where(one => HostsOf(world, [one]).Contains(host)).Select(one => states[one.Id].Seen!).ToList();
        concerned.ForEach(seen => seen.Begin(host));
        try
        {
            await foreach (var flow in flows.ConfigureAwait(false))
                Judge(world, host, flow, watched, states);
        }
        catch (IOException fault)
        {
            // That host's kernel refused; the others are looked at all the same.
            LogHostNotLooked(fault, host);
            return false;
        }

        concerned.ForEach(seen => seen.End());
        return true;
    }

    /// <summary>What is in force and what would be, as of now.</summary>
    private async ValueTask<ObservationState> PrepareAsync(World world, PolicyObservation observation, ObservationState? known, CancellationToken cancellationToken)
    {
        var seen = known?.Seen ?? new SeenFlows(_clock.GetUtcNow());
        if (!_policies.TryGetValue(observation.Id, out var policy) || !ReferenceEquals(policy.Enforced, world))
        {
            var (observed, fault) = await _worlds.ApplyAsync(world, observation, cancellationToken).ConfigureAwait(false);
            if (observed is null)
            {
                _policies.Remove(observation.Id);
                return new ObservationState(seen, fault ?? "Its calls would be refused.", [], []);
            }

            _policies[observation.Id] = policy = new ObservedPolicy(world, observed);
            return new ObservationState(seen, null, policy.Excess(observation.Scope), []);
        }

        return new ObservationState(seen, null, known?.Excess ?? [], []);
    }

    private static HashSet<string> HostsOf(World world, List<PolicyObservation> observations)
    {
        var scopes = observations.Select(one => one.Scope).ToHashSet();
        return [.. world.Interfaces.Values.Where(one => scopes.Contains(one.Scope)).Select(one => one.Host)];
    }

    private void Judge(World world, string host, ObservedFlow flow, List<PolicyObservation> observations, ImmutableDictionary<string, ObservationState> states)
    {
        if (!world.Interfaces.TryGetValue(flow.InterfaceId, out var one) || one.Host != host)
            return;
        foreach (var observation in observations)
        {
            if (observation.Scope == one.Scope && _policies[observation.Id].WouldDrop(host, flow, out var rule))
                states[observation.Id].Seen!.Add(flow, rule, _clock.GetUtcNow());
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The flows of {Host} could not be looked at for the observations; they are at the next turn")]
    private partial void LogHostNotLooked(Exception fault, string host);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The flows could not be looked at for the observations; they are at the next turn")]
    private partial void LogNotLooked(Exception fault);
}
