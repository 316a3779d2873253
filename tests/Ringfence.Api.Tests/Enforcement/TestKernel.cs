using System.Collections.Immutable;
using Ringfence.Datapath;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Api.Tests.Enforcement;

/// <summary>A kernel that takes as long as the test wants.</summary>
internal sealed class TestKernel : IDatapath
{
    private TaskCompletionSource _gate = new();
    private long _enforced = -1;

    public TestKernel() => Go();

    /// <summary>The revision that it enforces; -1 before the first.</summary>
    public long Enforced => Volatile.Read(ref _enforced);

    /// <summary>What it is given from now on it takes when it is told to go.</summary>
    public void Halt() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Go() => _gate.TrySetResult();

    public string Name => "test";

    public ImmutableHashSet<string> Devices => [];

    public event Action? DevicesChanged
    {
        add { }
        remove { }
    }

    public async Task<ApplyResult> ApplyAsync(HostPolicy policy)
    {
        await _gate.Task;
        Volatile.Write(ref _enforced, policy.Revision);
        return new ApplyResult(ApplyMode.Full, ImmutableDictionary<string, string>.Empty);
    }

    public Task<bool> CheckAsync() => Task.FromResult(true);

    public Task RestoreAsync() => Task.CompletedTask;

    public Task<ImmutableSortedDictionary<string, DropCount>> ReadCountersAsync() => throw new NotSupportedException();

    public Task<CountedRules?> ReadRuleHitsAsync(IReadOnlyCollection<RuleId> rules) => throw new NotSupportedException();

    public IAsyncEnumerable<LiveFlow> ReadFlowsAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public Task ReleaseAsync() => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
