using Ringfence.Policy.Addressing;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Replay;

/// <summary>What the interfaces of one network enforce, found by address. Not changed once made; any number of replays may share it.</summary>
public sealed class ReplayPolicy
{
    private readonly Dictionary<IpAddress, Point> _points = [];
    private readonly Dictionary<CompiledPolicy, int> _numbers = [];
    private readonly List<CompiledPolicy> _policies = [];

    /// <summary>The interfaces of some hosts, which must be of one network. Where two have an address, the one with the lower id is meant.</summary>
    public ReplayPolicy(IEnumerable<HostTables> hosts)
    {
        var all = from host in hosts
                  from one in host.Source.Interfaces.Values
                  orderby one.InterfaceId
                  select (Host: host, Interface: one);
        foreach (var (host, one) in all)
        {
            var compiled = host.Interfaces[one.InterfaceId];
            var point = new Point(one.InterfaceId, host.Classifier, compiled, Number(compiled.Ingress), Number(compiled.Egress));
            foreach (var address in one.Addresses)
                _points.TryAdd(address, point);
        }
    }

    /// <summary>
    /// What the first packet of a flow gets: at the sender's interface, then at the receiver's, as far as they are there. Allocates nothing.
    /// </summary>
    /// <param name="packet">The packet.</param>
    /// <param name="site">Where it is dropped; <see cref="ReplaySite.None"/> when it passes.</param>
    /// <returns>False when neither end is an interface: nobody judges it.</returns>
    internal bool TryJudge(in TracedPacket packet, out ReplaySite site)
    {
        site = ReplaySite.None;
        bool isJudged = false;
        if (_points.TryGetValue(packet.Source, out var sender))
        {
            isJudged = true;
            var verdict = sender.Compiled.Egress.Evaluate(sender.Classifier.Lookup(packet.Destination), packet.Protocol, packet.DestinationPort);
            if (!verdict.IsAccepted && !DhcpClient.IsFrom(packet))
            {
                site = new ReplaySite(sender.EgressNumber, Direction.Egress, verdict.RuleIndex);
                return true;
            }
        }

        if (!_points.TryGetValue(packet.Destination, out var receiver))
            return isJudged;
        var last = receiver.Compiled.Ingress.Evaluate(receiver.Classifier.Lookup(packet.Source), packet.Protocol, packet.DestinationPort);
        if (!last.IsAccepted && !DhcpClient.IsTo(packet))
            site = new ReplaySite(receiver.IngressNumber, Direction.Ingress, last.RuleIndex);
        return true;
    }

    /// <summary>Where a packet was dropped, in the words of the policy.</summary>
    internal ReplayDrop? Describe(ReplaySite site, in TracedPacket sample)
    {
        if (!site.IsDrop)
            return null;
        var policy = _policies[site.Policy];
        string interfaceId = _points[site.Direction == Direction.Egress ? sample.Source : sample.Destination].InterfaceId;
        return new ReplayDrop(interfaceId, site.Direction, site.RuleIndex == 0 ? null : policy.RuleIds[site.RuleIndex]);
    }

    private int Number(CompiledPolicy policy)
    {
        if (!_numbers.TryGetValue(policy, out int number))
        {
            _numbers.Add(policy, number = _policies.Count);
            _policies.Add(policy);
        }

        return number;
    }

    private sealed record Point(string InterfaceId, AddressClassifier Classifier, CompiledInterface Compiled, int IngressNumber, int EgressNumber);
}

/// <summary>A place in the policies where a packet can be dropped: a rule, or the end of one direction of a policy.</summary>
/// <param name="Policy">Number of the policy; -1 for none.</param>
/// <param name="Direction">The direction.</param>
/// <param name="RuleIndex">The rule's index in the policy; 0 when none matched.</param>
internal readonly record struct ReplaySite(int Policy, Direction Direction, int RuleIndex)
{
    /// <summary>It passes.</summary>
    public static readonly ReplaySite None = new(-1, Direction.Ingress, 0);

    /// <summary>True when it is dropped there.</summary>
    public bool IsDrop => Policy >= 0;
}
