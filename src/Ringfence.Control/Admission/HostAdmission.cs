using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Distribution;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Hosting;

namespace Ringfence.Control.Admission;

/// <summary>
/// What each host would enforce, and whether it can, one step ahead of the journal: the writer tries a change here before it commits it. A step costs what it changes, and on
/// each host that it concerns a sum; tables are compiled only for a host that is so full that sums do not tell. The policies that come out are what is distributed after the
/// commit: nothing is made twice. Not for two threads at once.
/// </summary>
internal sealed class HostAdmission
{
    private readonly CompilationLimits _limits;
    private HostPolicyBuilder _builder;
    private State _state;
    private State _settled;
    private State _before;
    private ImmutableArray<Revision> _unsettled = [];

    /// <summary>Starts at a world that was committed. Nothing is refused in it.</summary>
    public HostAdmission(World world, CompilationLimits limits)
    {
        _limits = limits;
        _builder = BuilderAt(world);
        var policies = world.InterfacesByHost.Keys.ToImmutableDictionary(host => host, host => _builder[host]);
        _state = _settled = _before = new State(world, policies, ImmutableDictionary<string, HostFit>.Empty);
    }

    /// <summary>By host, in the world that was reached.</summary>
    public ImmutableDictionary<string, HostPolicy> Policies => _state.Policies;

    /// <summary>The same, each with what its host goes back to when a change that is on trial is not confirmed.</summary>
    public ImmutableDictionary<string, HostPolicy> PoliciesWithFallbacks()
    {
        var world = _state.World;
        if (world.Trials.IsEmpty)
            return _state.Policies;
        try
        {
            return Fallbacks.Add(_state.Policies, world, Go);
        }
        catch
        {
            _builder = BuilderAt(world);
            throw;
        }

        IReadOnlyDictionary<string, HostPolicy> Go(World to, ImmutableArray<Revision> between) =>
            Move(to, between).ToDictionary(host => host, host => to.InterfacesByHost.ContainsKey(host) ? _builder[host] : HostPolicy.Empty);
    }

    /// <summary>Goes to the next world if every host that it concerns can hold its policy, or none is worse off than it was.</summary>
    /// <param name="next">The world after the revision.</param>
    /// <param name="revision">What leads there.</param>
    /// <param name="scope">Whose names may be told in a refusal.</param>
    /// <param name="isForced">Goes there whatever it asks for.</param>
    /// <returns>A refusal for each host that cannot; then this is where it was. Empty: this is at the next world.</returns>
    public ImmutableArray<Refusal> TryAdvance(World next, Revision revision, Scope scope, bool isForced = false)
    {
        var before = _state;
        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        try
        {
            foreach (var (host, fit, earlier) in Step(next, [revision]))
            {
                if (!isForced && fit.Over is not null && fit.IsWorseThan(earlier ?? Before(before, host)))
                    refusals.Add(HostCapacityText.Refusal(next, scope, host, _state.Policies[host], fit.Over));
            }
        }
        catch
        {
            _builder = BuilderAt(before.World);
            _state = before;
            throw;
        }

        if (refusals.Count == 0)
            (_unsettled, _before) = (_unsettled.Add(revision), before);
        else
            GoBack(before, [revision]);
        return refusals.DrainToImmutable();
    }

    /// <summary>Leaves the world that the last <see cref="TryAdvance"/> went to: something else stands against it. Once for each.</summary>
    public void TakeBack()
    {
        GoBack(_before, [_unsettled[^1]]);
        _unsettled = _unsettled.RemoveAt(_unsettled.Length - 1);
    }

    /// <summary>Goes to a world that was committed elsewhere, whatever it asks for.</summary>
    public void Follow(World world, ImmutableArray<Revision> revisions) => _ = Step(world, revisions);

    /// <summary>The world that was reached is committed.</summary>
    public void Settle()
    {
        _settled = _state;
        _unsettled = [];
    }

    /// <summary>What was tried since <see cref="Settle"/> was not committed.</summary>
    public void Return()
    {
        GoBack(_settled, _unsettled);
        _unsettled = [];
    }

    private static HostPolicyBuilder BuilderAt(World world)
    {
        var builder = new HostPolicyBuilder(world);
        foreach (string host in world.InterfacesByHost.Keys)
            builder.Add(host);
        return builder;
    }

    /// <summary>The fit that was never asked for, because nothing had changed on the host in this process.</summary>
    private HostFit? Before(State before, string host) => before.Policies.TryGetValue(host, out var policy) ? HostFit.Of(policy, null, _limits) : null;

    private List<(string Host, HostFit Fit, HostFit? Earlier)> Step(World next, ImmutableArray<Revision> revisions)
    {
        var policies = _state.Policies.ToBuilder();
        var fits = _state.Fits.ToBuilder();
        var stepped = new List<(string, HostFit, HostFit?)>();
        foreach (string host in Move(next, revisions))
        {
            var earlier = fits.GetValueOrDefault(host);
            if (!next.InterfacesByHost.ContainsKey(host))
            {
                policies.Remove(host);
                fits.Remove(host);
                continue;
            }

            policies[host] = _builder[host];
            stepped.Add((host, fits[host] = HostFit.Of(_builder[host], earlier, _limits), earlier));
        }

        _state = new State(next, policies.ToImmutable(), fits.ToImmutable());
        return stepped;
    }

    /// <summary>Takes the builder to another world, with exactly the hosts that it has.</summary>
    private IReadOnlySet<string> Move(World world, ImmutableArray<Revision> between)
    {
        var concerned = _builder.Advance(world, between);
        foreach (string host in concerned)
        {
            if (world.InterfacesByHost.ContainsKey(host))
                _builder.Add(host);
            else
                _builder.Remove(host);
        }

        return concerned;
    }

    private void GoBack(State state, ImmutableArray<Revision> revisions)
    {
        if (!ReferenceEquals(_builder.World, state.World))
            Move(state.World, revisions);
        _state = state;
    }

    private sealed record State(World World, ImmutableDictionary<string, HostPolicy> Policies, ImmutableDictionary<string, HostFit> Fits);
}
