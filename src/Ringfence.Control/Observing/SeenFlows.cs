using System.Collections.Immutable;
using Ringfence.Control.HostQueries;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Observing;

/// <summary>Who talks to whom on what, at one interface.</summary>
/// <param name="InterfaceId">The interface.</param>
/// <param name="Opened">The direction of the first packet.</param>
/// <param name="Protocol">The protocol.</param>
/// <param name="Local">The instance's address.</param>
/// <param name="Remote">The far address.</param>
/// <param name="Port">The destination port; 0 for protocols without ports.</param>
public readonly record struct SeenKey(string InterfaceId, Direction Opened, IpProtocol Protocol, IpAddress Local, IpAddress Remote, ushort Port);

/// <summary>What was seen between two that the change would have dropped.</summary>
/// <param name="Key">Who, to whom, on what.</param>
/// <param name="Flows">How many conversations.</param>
/// <param name="Rule">The rule that would have dropped the last of them; null: none would have matched.</param>
/// <param name="FirstSeen">When the first was seen.</param>
/// <param name="LastSeen">When the last was seen to live.</param>
public sealed record SeenFlow(SeenKey Key, long Flows, RuleId? Rule, DateTimeOffset FirstSeen, DateTimeOffset LastSeen);

/// <summary>What an observation has seen. Memory is bounded; what does not fit is counted. Any thread may read, one writes.</summary>
public sealed class SeenFlows
{
    /// <summary>How many pairs of ends are told apart.</summary>
    public const int Most = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<SeenKey, SeenFlow> _seen = [];
    private readonly LivingFlows _living = new();
    private long _total;
    private long _leftOut;

    /// <summary>Begins at a time.</summary>
    public SeenFlows(DateTimeOffset since) => Since = since;

    /// <summary>When the counting began.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>A host's flows are being listed from here on.</summary>
    public void Begin(string host) => _living.Begin(host);

    /// <summary>The host's flows were all listed.</summary>
    public void End() => _living.End();

    /// <summary>Only these hosts are looked at any more.</summary>
    public void Retain(IReadOnlySet<string> hosts) => _living.Retain(hosts);

    /// <summary>Takes one flow of the listing.</summary>
    public void Add(ObservedFlow flow, RuleId? rule, DateTimeOffset now)
    {
        var key = new SeenKey(flow.InterfaceId, flow.Opened, flow.Protocol, flow.Local, flow.Remote, ObservedPolicy.PortOf(flow));
        if (_living.Add((key, flow.Opened == Direction.Ingress ? flow.RemotePort : flow.LocalPort), flow.OpenedAt) is not { } isNew)
            return;
        lock (_gate)
        {
            if (isNew)
                _total++;
            if (_seen.TryGetValue(key, out var known))
                _seen[key] = known with { Flows = known.Flows + (isNew ? 1 : 0), Rule = rule, LastSeen = now };
            else if (_seen.Count < Most)
                _seen.Add(key, new SeenFlow(key, 1, rule, now, now));
            else if (isNew)
                _leftOut++;
        }
    }

    /// <summary>All conversations that were seen so far, and those that are in none of the rows.</summary>
    public (long Total, long LeftOut) Count()
    {
        lock (_gate)
            return (_total, _leftOut);
    }

    /// <summary>What was seen so far, most flows first; all conversations; and those that are in none of the rows.</summary>
    public (ImmutableArray<SeenFlow> Flows, long Total, long LeftOut) Read()
    {
        lock (_gate)
            return ([.. _seen.Values.OrderByDescending(flow => flow.Flows).ThenBy(flow => flow.FirstSeen)], _total, _leftOut);
    }
}
