using System.Threading.Channels;
using Ringfence.Agent;
using Ringfence.Policy.Hosting;

namespace Ringfence.Kernel.Tests.Harness;

/// <summary>Gives an agent what the test publishes.</summary>
internal sealed class PublishedFeed : IHostPolicyFeed
{
    private readonly Channel<HostPolicy> _channel = Channel.CreateUnbounded<HostPolicy>();

    public HostPolicy? Current => null;

    public void Publish(HostPolicy policy) => _channel.Writer.TryWrite(policy);

    public ValueTask<HostPolicy> WaitForNewerAsync(long revision, CancellationToken cancellation) => _channel.Reader.ReadAsync(cancellation);
}

/// <summary>What an agent has reported: the last, and every error.</summary>
internal sealed class LastReport : IEnforcementReporter
{
    private readonly Lock _lock = new();
    private readonly List<string> _errors = [];
    private volatile EnforcementReport? _value;

    public EnforcementReport? Value => _value;

    /// <summary>Every error that was reported, in order.</summary>
    public IReadOnlyList<string> Errors
    {
        get
        {
            lock (_lock)
                return [.. _errors];
        }
    }

    public void Report(EnforcementReport report)
    {
        lock (_lock)
        {
            if (report.Error is { } error)
                _errors.Add(error);
        }

        _value = report;
    }
}
