using Ringfence.Fuzz.Targets;

namespace Ringfence.Fuzz.Tests;

/// <summary>A short run of every target, the same each time, and every input that ever found something. <c>fuzz/run</c> is the long one.</summary>
public sealed class FuzzTests
{
    public static TheoryData<string> Targets => [.. AllTargets.List.Select(entry => entry.Target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_short_run_finds_nothing(string name)
    {
        var (target, share) = AllTargets.List.Single(entry => entry.Target.Name == name);
        var run = new FuzzRun(target, seed: 20261101);
        Assert.Null(run.Run(1000 * share));
        Assert.True(run.Kept > target.Seeds.Length, "No change of the seeds got a new answer: this fuzzes nothing.");
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void What_found_something_once_is_stood(string name)
    {
        var target = AllTargets.List.Single(entry => entry.Target.Name == name).Target;
        var run = new FuzzRun(target, seed: 1);
        foreach (var (file, input) in Corpus.Of(name))
            Assert.True(run.Try(input) is var finding && finding is null, $"{file}: {finding?.Reason}");
    }

    [Fact]
    public void A_reader_that_throws_or_takes_memory_without_bound_is_found()
    {
        var throwing = new FuzzTarget("throwing", ["a"], ["!"], input => input.Contains((byte)'!') ? throw new InvalidOperationException("found") : input.Length);
        Assert.Contains("found", new FuzzRun(throwing, 1).Run(10_000)?.Reason, StringComparison.Ordinal);
        var greedy = new FuzzTarget("greedy", ["a"], [], input => new byte[1 << 24].LongLength);
        Assert.Contains("memory", new FuzzRun(greedy, 1).Run(10_000)?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_that_hangs_is_seen_by_the_one_who_watches()
    {
        using var release = new ManualResetEventSlim();
        var hanging = new FuzzTarget("hanging", ["a"], [], input =>
        {
            release.Wait();
            return 0;
        });
        var run = new FuzzRun(hanging, 1);
        var running = Task.Run(() => run.Run(1), TestContext.Current.CancellationToken);
        Assert.True(SpinWait.SpinUntil(() => run.Hanging() is not null, FuzzRun.Patience * 4));
        release.Set();
        Assert.Null(await running);
    }
}
