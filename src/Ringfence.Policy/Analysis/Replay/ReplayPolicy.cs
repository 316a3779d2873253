using Ringfence.Policy.Addressing;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Evaluation;
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
    /// What a packet gets that opens a flow: at the sender's interface, then at the receiver's, as far as they are there and the flow is not. Allocates nothing.
    /// </summary>
    /// <param name="packet">The packet, as the opener sends it.</param>
    /// <param name="ends">Where the flow exists, the opener's end first. Each interface keeps flows of its own: one that accepts the packet has it from then on, though a later one drops it.</param>
    /// <param name="site">Where it is dropped; <see cref="ReplaySite.None"/> when it passes.</param>
    /// <returns>False when neither end is an interface: nobody judges it.</returns>
    internal bool TryJudge(in TracedPacket packet, ref FlowEnds ends, out ReplaySite site)
    {
        site = ReplaySite.None;
        bool hasSender = _points.TryGetValue(packet.Source, out var sender), hasReceiver = _points.TryGetValue(packet.Destination, out var receiver);
        if ((ends & FlowEnds.First) == 0 && hasSender)
        {
            var verdict = sender!.Compiled.Egress.Evaluate(sender.Classifier.Lookup(packet.Destination), packet.Protocol, packet.DestinationPort);
            if (!verdict.IsAccepted && !IsAlwaysAllowed(packet, Direction.Egress))
            {
                site = new ReplaySite(sender.EgressNumber, Direction.Egress, verdict.RuleIndex);
                return true;
            }
        }

        ends |= FlowEnds.First;
        if ((ends & FlowEnds.Second) == 0 && hasReceiver)
        {
            var verdict = receiver!.Compiled.Ingress.Evaluate(receiver.Classifier.Lookup(packet.Source), packet.Protocol, packet.DestinationPort);
            if (!verdict.IsAccepted && !IsAlwaysAllowed(packet, Direction.Ingress))
            {
                site = new ReplaySite(receiver.IngressNumber, Direction.Ingress, verdict.RuleIndex);
                return true;
            }
        }

        ends |= FlowEnds.Second;
        return hasSender || hasReceiver;
    }

    /// <summary>Whether a message between neighbours passes the interfaces that have its addresses. Nothing is known of other addresses: those let it pass.</summary>
    internal bool PassesNeighbours(in TracedPacket packet) =>
        (!_points.ContainsKey(packet.Source) || AlwaysAllowed.Passes(Direction.Egress, (byte)packet.SourcePort))
        && (!_points.ContainsKey(packet.Destination) || AlwaysAllowed.Passes(Direction.Ingress, (byte)packet.SourcePort));

    /// <summary>Where a packet was dropped, in the words of the policy.</summary>
    internal ReplayDrop? Describe(ReplaySite site, in TracedPacket sample)
    {
        if (!site.IsDrop)
            return null;
        var policy = _policies[site.Policy];
        string interfaceId = _points[site.Direction == Direction.Egress ? sample.Source : sample.Destination].InterfaceId;
        return new ReplayDrop(interfaceId, site.Direction, site.RuleIndex == 0 ? null : policy.RuleIds[site.RuleIndex]);
    }

    private static bool IsAlwaysAllowed(in TracedPacket packet, Direction way) =>
        packet.Protocol == IpProtocol.Udp && AlwaysAllowed.Passes(way, packet.Family, packet.SourcePort, packet.DestinationPort);

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
