using System.Threading.Channels;

namespace Ringfence.Agent;

/// <summary>What wakes the agent. Signals that come while it works are taken together.</summary>
[Flags]
internal enum AgentSignal
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A newer policy is there.</summary>
    Policy = 1,

    /// <summary>A device came, went or moved.</summary>
    Devices = 2,

    /// <summary>It is time to look whether the kernel still holds the rules.</summary>
    Check = 4,

    /// <summary>It is time to try again after a failure.</summary>
    Retry = 8,

    /// <summary>The time of a change that is on trial is over.</summary>
    Deadline = 16,
}

/// <summary>A queue of wake-ups for one reader.</summary>
internal sealed class AgentSignals
{
    private readonly Channel<AgentSignal> _channel = Channel.CreateUnbounded<AgentSignal>(new UnboundedChannelOptions { SingleReader = true });

    public void Raise(AgentSignal signal) => _channel.Writer.TryWrite(signal);

    /// <summary>Waits for at least one signal and takes all that are there.</summary>
    public async ValueTask<AgentSignal> TakeAsync(CancellationToken cancellation)
    {
        var taken = await _channel.Reader.ReadAsync(cancellation).ConfigureAwait(false);
        while (_channel.Reader.TryRead(out var more))
            taken |= more;
        return taken;
    }
}
