using System.Collections.Immutable;
using Ringfence.Control.Trials;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Hosting;

namespace Ringfence.Control.Admission;

/// <summary>
/// What hosts go back to: the world with its trials undone, one after the other as their times end. Made anew with every commit while there are trials, so that a change of somebody else
/// meanwhile is in it.
/// </summary>
internal static class Fallbacks
{
    private static readonly Origin Nobody = new("", "", "", "");

    /// <summary>Adds them to the policies of a world.</summary>
    /// <param name="policies">By host.</param>
    /// <param name="world">The world that they are of.</param>
    /// <param name="go">Takes a builder of policies to another world; returns those of the hosts that it concerns.</param>
    public static ImmutableDictionary<string, HostPolicy> Add(
        ImmutableDictionary<string, HostPolicy> policies, World world, Func<World, ImmutableArray<Revision>, IReadOnlyDictionary<string, HostPolicy>> go)
    {
        var steps = new List<(Trial Trial, IReadOnlyDictionary<string, HostPolicy> Policies)>();
        var revisions = ImmutableArray.CreateBuilder<Revision>();
        var undone = world;
        foreach (var trial in world.Trials.Values.OrderBy(trial => trial.Deadline).ThenBy(trial => trial.Revision))
        {
            var revision = new Revision(undone.Revision + 1, trial.Deadline, Nobody, Undoing.Changes(undone, trial, trial.Deadline));
            undone = undone.Apply(revision);
            revisions.Add(revision);
            steps.Add((trial, go(undone, [revision])));
        }

        go(world, revisions.DrainToImmutable());
        var with = policies.ToBuilder();
        foreach (string host in steps.SelectMany(step => step.Policies.Keys).Distinct())
            with[host] = with.GetValueOrDefault(host, HostPolicy.Empty) with { Fallback = Chain(steps, host) };
        return with.ToImmutable();
    }

    private static HostFallback? Chain(List<(Trial Trial, IReadOnlyDictionary<string, HostPolicy> Policies)> steps, string host)
    {
        HostFallback? next = null;
        for (int i = steps.Count - 1; i >= 0; i--)
        {
            var (trial, policies) = steps[i];
            if (policies.TryGetValue(host, out var policy))
                next = new HostFallback(trial.Revision, trial.Deadline, trial.Within, policy with { Revision = trial.Revision - 1, Fallback = next });
        }

        return next;
    }
}
