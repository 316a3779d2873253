using Ringfence.Control.Commands;
using Ringfence.Policy.Compilation;

namespace Ringfence.Control.Writing;

/// <summary>What the writer needs from its surroundings.</summary>
public sealed record ControlPlaneOptions
{
    /// <summary>The limits of an account.</summary>
    public Func<string, Quotas> Quotas { get; init; } = _ => new Quotas();

    /// <summary>How large the tables of a host may become; the agents' drivers hold at least this.</summary>
    public CompilationLimits HostLimits { get; init; } = CompilationLimits.Default;

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where new ids come from.</summary>
    public IIdSource Ids { get; init; } = new RandomIdSource();

    /// <summary>How many commands may wait; a caller beyond that waits until there is room.</summary>
    public int QueueCapacity { get; init; } = 1024;

    /// <summary>How many commands share one durable commit at most.</summary>
    public int BatchLimit { get; init; } = 256;
}
