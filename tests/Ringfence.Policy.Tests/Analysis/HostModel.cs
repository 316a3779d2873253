using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Replay;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;
using Ringfence.Policy.Tests.Compilation;

namespace Ringfence.Policy.Tests.Analysis;

/// <summary>
/// What hosts do with packets, as plainly as it can be said: each interface remembers the conversations that it has let in or out, and lets their packets pass both ways; any other packet is judged by its
/// rules, in the direction of whoever opens.
/// </summary>
internal sealed class HostModel(HostPolicy policy)
{
    private const ushort FirstClientPort = 32768;

    /// <summary>An interface's address and a conversation.</summary>
    private readonly HashSet<(IpAddress Own, string Conversation)> _flows = [];

    public static string? Holder(HostPolicy policy, IpAddress address) => policy.Interfaces.Values.FirstOrDefault(one => one.Addresses.Contains(address))?.InterfaceId;

    /// <summary>What each packet gets under each policy: whether it passes, null when neither end is an interface. Beside the hosts, how a trace tells who opened a conversation.</summary>
    public static List<bool?[]> Treat(IEnumerable<TracedPacket> packets, params HostPolicy[] policies)
    {
        HostModel[] hosts = [.. policies.Select(policy => new HostModel(policy))];
        var openers = new Dictionary<string, End>(); // as far as is known
        var told = new HashSet<string>(); // whose packets said so themselves
        var verdicts = new List<bool?[]>();
        foreach (var packet in packets)
        {
            string key = Key(packet);
            bool isOpen = Array.Exists(hosts, host => host.Has(packet, key));
            bool endsOld = isOpen && packet.Protocol == IpProtocol.Tcp && packet.Role == PacketRole.Opens && openers[key] != Source(packet);
            if (endsOld)
            {
                Array.ForEach(hosts, host => host._flows.RemoveWhere(flow => flow.Conversation == key));
                told.Remove(key);
            }

            var opener = told.Contains(key) && packet.Role == PacketRole.Unknown ? openers[key] : Opener(packet);
            bool saysSo = packet.Role != PacketRole.Unknown;
            if (saysSo || endsOld || !isOpen)
                openers[key] = opener;
            if ((saysSo && packet.Protocol == IpProtocol.Tcp) || packet.Protocol == IpProtocol.Icmp)
                told.Add(key);
            var (first, last) = opener == Source(packet) ? (Source(packet), Destination(packet)) : (Destination(packet), Source(packet));
            verdicts.Add(Array.ConvertAll(hosts, host => host.Treat(packet.Protocol, first, last, key)));
        }

        return verdicts;
    }

    private bool? Treat(IpProtocol protocol, End first, End last, string key)
    {
        var (sender, receiver) = (Holder(policy, first.Address), Holder(policy, last.Address));
        if (sender is null && receiver is null)
            return null;
        return (sender is null || Passes(sender, Direction.Egress, first.Address, last.Address)) && (receiver is null || Passes(receiver, Direction.Ingress, last.Address, first.Address));

        bool Passes(string interfaceId, Direction direction, IpAddress own, IpAddress far)
        {
            if (!_flows.Contains((own, key)) && PlainEvaluator.Evaluate(policy, interfaceId, direction, far, protocol, last.Port).Action == RuleAction.Drop)
                return false;
            _flows.Add((own, key));
            return true;
        }
    }

    /// <summary>True when a packet of the conversation passes all that is on its way.</summary>
    private bool Has(TracedPacket packet, string key)
    {
        IpAddress[] own = [.. new[] { packet.Source, packet.Destination }.Where(address => Holder(policy, address) is not null)];
        return own.Length > 0 && Array.TrueForAll(own, address => _flows.Contains((address, key)));
    }

    private static End Opener(TracedPacket packet)
    {
        bool isFromServer = packet.Protocol.HasPorts && packet.SourcePort < FirstClientPort && packet.DestinationPort >= FirstClientPort;
        return packet.Role == PacketRole.Answers || (packet.Role == PacketRole.Unknown && isFromServer) ? Destination(packet) : Source(packet);
    }

    private static End Source(TracedPacket packet) => new(packet.Source, packet.SourcePort);

    private static End Destination(TracedPacket packet) => new(packet.Destination, packet.DestinationPort);

    private static string Key(TracedPacket packet)
    {
        string[] ends = [Source(packet).ToString(), Destination(packet).ToString()];
        return $"{packet.Protocol} {string.Join(' ', ends.Order(StringComparer.Ordinal))}";
    }

    private readonly record struct End(IpAddress Address, ushort Port);
}
