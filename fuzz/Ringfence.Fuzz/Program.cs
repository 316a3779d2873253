using System.Diagnostics;
using System.Globalization;
using Ringfence.Fuzz;
using Ringfence.Fuzz.Targets;

// run [EXECUTIONS] [SEED] [TARGET …]
long executions = args.Length > 0 ? long.Parse(args[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : 10_000_000;
ulong seed = args.Length > 1 ? ulong.Parse(args[1], NumberStyles.None, CultureInfo.InvariantCulture) : (ulong)Stopwatch.GetTimestamp();
var chosen = AllTargets.List.Where(entry => args.Length <= 2 || args.AsSpan(2).Contains(entry.Target.Name)).ToList();
if (chosen.Count == 0)
{
    await Console.Error.WriteLineAsync($"usage: run [EXECUTIONS] [SEED] [TARGET …]; targets: {string.Join(' ', AllTargets.List.Select(entry => entry.Target.Name))}");
    return 2;
}

long shares = chosen.Sum(entry => (long)entry.Share), total = 0;
Console.WriteLine($"{executions:N0} executions, seed {seed}");
foreach (var (target, share) in chosen)
{
    var run = new FuzzRun(target, seed);
    long start = Stopwatch.GetTimestamp();
    using var watch = new Timer(_ => Report(target, run.Hanging()), null, FuzzRun.Patience, TimeSpan.FromSeconds(1));
    foreach (var (_, input) in Corpus.Of(target.Name))
        Report(target, run.Try(input));
    Report(target, run.Run(((executions * share) + shares - 1) / shares));
    var taken = Stopwatch.GetElapsedTime(start);
    Console.WriteLine($"{target.Name,-18} {run.Executions,12:N0} executions  {run.Executions / taken.TotalSeconds,10:N0}/s  {run.Kept,5} kept  longest {run.Longest.TotalMilliseconds:N0} ms");
    total += run.Executions;
}

Console.WriteLine($"{total:N0} executions, nothing found");
return 0;

static void Report(FuzzTarget target, Finding? finding)
{
    if (finding is null)
        return;
    Console.WriteLine($"{target.Name}: {finding.Reason}\nThe input is kept as {Corpus.Keep(target.Name, finding.Input)}");
    Environment.Exit(1);
}
