using System.Diagnostics;
using System.Globalization;
using Ringfence.Control.Guards;
using Ringfence.Control.Worlds;

namespace Ringfence.Bench.Guards;

/// <summary>What holding a change against all guards costs inside the write, by the kind of change; none of them breaks one.</summary>
internal static class GuardsBenchmark
{
    private const int Changes = 500;
    private const int ChangesOfEverything = 20;
    private const int WarmUp = 100;

    public static async Task RunAsync(TextWriter output)
    {
        long start = Stopwatch.GetTimestamp();
        var world = GuardedWorld.Make();
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{world.Groups.Count:N0} groups, {world.Interfaces.Count:N0} instances, {world.Guards.Count} guards (made in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s); milliseconds:\n"));
        start = Stopwatch.GetTimestamp();
        var check = new GuardCheck(world);
        int broken = world.Guards.Values.Count(guard => check.Find(guard) is not null);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"All guards held against the whole world, nothing known: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms, {broken} broken.\n"));
        await output.WriteLineAsync("| change | changes | p50 | p99 | max |");
        await output.WriteLineAsync("|---|---|---|---|---|");
        var random = new Random(1);
        foreach (var (name, count, change) in Kinds(random))
        {
            var times = Measure(ref world, count, change);
            await output.WriteLineAsync($"| {name} | {count} | {times.Row}");
        }
    }

    private static IEnumerable<(string Name, int Count, Func<World, int, Change[]> Change)> Kinds(Random random)
    {
        yield return ("a rule added to a group, ingress", Changes, (world, _) => [Put(Some(world, random), group => group with { Ingress = group.Ingress.Add(GuardedWorld.Rule($"10.255.{random.Next(256)}.0/24", "tcp:9999")) })]);
        yield return ("a rule added to a group, egress", Changes, (world, _) => [Put(Some(world, random), group => group with { Egress = group.Egress.Add(GuardedWorld.Rule($"10.255.{random.Next(256)}.0/24", "tcp:9999")) })]);
        yield return ("an instance registered", Changes, (_, i) => GuardedWorld.Instance(GuardedWorld.Instances + i));
        yield return ("an instance bound to another group", Changes, (_, i) => GuardedWorld.Instance(GuardedWorld.Instances + i, 1 + random.Next(GuardedWorld.Groups - 1)));
        yield return ("an instance deregistered", Changes, (_, i) => GuardedWorld.Gone(GuardedWorld.Instances + i));
        yield return ("a template edited that every group and four guards name", ChangesOfEverything, (_, i) => [new Change.PutTemplate(GuardedWorld.Office(4 + (i % 2)))]);
    }

    private static Percentiles Measure(ref World world, int count, Func<World, int, Change[]> change)
    {
        var admission = new GuardAdmission(world);
        var times = new List<TimeSpan>(count);
        int warmUp = Math.Min(WarmUp, count);
        for (int i = 0; i < warmUp + count; i++)
        {
            var revision = new Revision(world.Revision + 1, default, new Origin("", "", "", ""), [.. change(world, i)]) { Scope = GuardedWorld.Scope };
            var next = world.Apply(revision);
            long start = Stopwatch.GetTimestamp();
            var attempt = admission.Try(next, revision);
            var taken = Stopwatch.GetElapsedTime(start);
            if (!attempt.Broken.IsEmpty)
                throw new InvalidOperationException(attempt.Broken[0].Broken(next));
            admission.Enter(attempt);
            admission.Settle();
            world = next;
            if (i >= warmUp)
                times.Add(taken);
        }

        return new Percentiles(times);
    }

    private static SecurityGroup Some(World world, Random random) => world.Groups[GuardedWorld.GroupId(1 + random.Next(GuardedWorld.Groups - 1))];

    private static Change.PutGroup Put(SecurityGroup group, Func<SecurityGroup, SecurityGroup> edit) => new(edit(group));
}
