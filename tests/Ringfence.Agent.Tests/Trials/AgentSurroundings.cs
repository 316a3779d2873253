using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Agent.LastKnownGood;
using Ringfence.Agent.Trials;
using Ringfence.Datapath;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Agent.Tests.Trials;

/// <summary>Where policies are saved, as long as it takes them.</summary>
internal sealed class Disk(TestBootClock boot) : IDisposable
{
    private readonly Folder _folder = new();

    public TrialClock Trials { get; } = new(boot, boot.Wall);

    public SavedPolicies Saved => field ??= new SavedPolicies(_folder.Path, Trials);

    private string InTheWay => Path.Combine(_folder.Path, "policy.new");

    public PolicySaver Saver() => new(Saved, boot.Wall, NullLogger.Instance);

    /// <summary>Nothing can be written where a folder is. What is being written meanwhile is waited for.</summary>
    public void Refuse()
    {
        while (!Directory.Exists(InTheWay))
        {
            try
            {
                Directory.CreateDirectory(InTheWay);
            }
            catch (IOException)
            {
                Thread.Yield();
            }
        }
    }

    public void Accept() => Directory.Delete(InTheWay);

    /// <summary>The changes that a later life of the agent would find waiting.</summary>
    public string Waiting()
    {
        var waiting = new List<long>();
        for (var next = new SavedPolicies(_folder.Path, new TrialClock(boot, boot.Wall)).Read().Policy.Fallback; next is not null; next = next.Policy.Fallback)
            waiting.Add(next.Revision);
        return string.Join(' ', waiting);
    }

    public void Dispose() => _folder.Dispose();
}

/// <summary>Keeps what it was told.</summary>
internal sealed class Reporter : IEnforcementReporter
{
    private readonly Channel<EnforcementReport> _reports = Channel.CreateUnbounded<EnforcementReport>();

    public void Report(EnforcementReport report) => _reports.Writer.TryWrite(report);

    /// <summary>Waits for an error that says this.</summary>
    public async Task UntilErrorAsync(string part)
    {
        while ((await NextErrorAsync())?.Contains(part, StringComparison.Ordinal) != true)
        {
        }
    }

    /// <summary>The error that comes next; with a revision, what the next report of that says.</summary>
    public async Task<string?> NextErrorAsync(long? revision = null)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            var report = await _reports.Reader.ReadAsync(patience.Token);
            if (revision is null ? report.Error is not null : report.EnforcedRevision == revision)
                return report.Error;
        }
    }
}

/// <summary>Gives what the test publishes.</summary>
internal sealed class Feed : IHostPolicyFeed
{
    private readonly Channel<HostPolicy> _channel = Channel.CreateUnbounded<HostPolicy>();

    public HostPolicy? Current => null;

    public void Publish(HostPolicy policy) => _channel.Writer.TryWrite(policy);

    public ValueTask<HostPolicy> WaitForNewerAsync(long revision, CancellationToken cancellation) => _channel.Reader.ReadAsync(cancellation);
}

/// <summary>Hears nothing.</summary>
internal sealed class Nobody : IEnforcementReporter
{
    public void Report(EnforcementReport report)
    {
    }
}

/// <summary>Remembers what it was told.</summary>
internal sealed class Driver : IDatapath
{
    private readonly Channel<long> _applied = Channel.CreateUnbounded<long>();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _checks;
    private int _refusals;
    private int _restorations;

    public string Name => "test";

    public ImmutableHashSet<string> Devices => [];

    public int Failures { get; set; }

    /// <summary>The revision that it takes never.</summary>
    public long? Refused { get; set; }

    /// <summary>Whether the kernel still holds what it took last.</summary>
    public bool IsWhole { get; set; } = true;

    /// <summary>How often it was asked that.</summary>
    public int Checks => Volatile.Read(ref _checks);

    public Action Applying { get; set; } = static () => { };

    public Action Checking { get; set; } = static () => { };

    /// <summary>How often it has refused.</summary>
    public int Refusals => Volatile.Read(ref _refusals);

    /// <summary>How often it has put back what it took last.</summary>
    public int Restorations => Volatile.Read(ref _restorations);

    public Task Failed => _failed.Task;

    public bool HasNext => _applied.Reader.TryPeek(out _);

    public event Action? DevicesChanged
    {
        add { }
        remove { }
    }

    public async Task<long> NextAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        return await _applied.Reader.ReadAsync(patience.Token);
    }

    public Task<ApplyResult> ApplyAsync(HostPolicy policy)
    {
        if (policy.Revision == Refused || Failures-- > 0)
        {
            Interlocked.Increment(ref _refusals);
            _failed.TrySetResult();
            throw new IOException("The kernel is tired.");
        }

        Applying();
        IsWhole = true;
        _applied.Writer.TryWrite(policy.Revision);
        return Task.FromResult(new ApplyResult(ApplyMode.Full, ImmutableDictionary<string, string>.Empty));
    }

    public Task<bool> CheckAsync()
    {
        Interlocked.Increment(ref _checks);
        Checking();
        return Task.FromResult(IsWhole);
    }

    public Task RestoreAsync()
    {
        Interlocked.Increment(ref _restorations);
        IsWhole = true;
        return Task.CompletedTask;
    }

    public Task<ImmutableSortedDictionary<string, DropCount>> ReadCountersAsync() => throw new NotSupportedException();

    public Task<CountedRules?> ReadRuleHitsAsync(IReadOnlyCollection<RuleId> rules) => throw new NotSupportedException();

    public IAsyncEnumerable<LiveFlow> ReadFlowsAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public Task ReleaseAsync() => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
