using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath.Nftables.Ruleset;

/// <summary>Ports (all of them for a protocol without ports) whose packets concern the same rules of a stretch.</summary>
/// <param name="Protocol">The protocol.</param>
/// <param name="Ports">The ports.</param>
/// <param name="Rules">Which rules, ascending.</param>
internal readonly record struct ServiceClass(IpProtocol Protocol, PortRange Ports, int[] Rules);

/// <summary>
/// The (protocol, port) space as a stretch of rules cuts it. Within a class no rule's service tells packets apart any more, so what is left of the rules is their addresses.
/// </summary>
internal sealed class ServiceClasses
{
    private readonly List<ServiceClass> _classes = [];

    /// <summary>Cuts.</summary>
    public ServiceClasses(ReadOnlySpan<HostRule> rules)
    {
        var edges = new SortedDictionary<byte, List<(int Port, int Rule)>>();
        var ofAny = new List<int>();
        for (int i = 0; i < rules.Length; i++)
        {
            foreach (var service in rules[i].Services.Services)
            {
                if (service.Protocol is not { } protocol)
                {
                    ofAny.Add(i);
                    continue;
                }

                if (!edges.TryGetValue(protocol.Number, out var of))
                    edges.Add(protocol.Number, of = []);
                foreach (var range in service.Ports.Ranges)
                {
                    of.Add((range.First, i));
                    of.Add((range.Last + 1, i));
                }
            }
        }

        OfAnyProtocol = [.. ofAny];
        foreach (var (number, of) in edges)
            Cut(new IpProtocol(number), of);
    }

    /// <summary>The rules about every protocol: all there are for one that is in no class.</summary>
    public int[] OfAnyProtocol { get; }

    /// <summary>The classes of the protocols that a rule names, by protocol and port. Those of a protocol cover all its ports.</summary>
    public IReadOnlyList<ServiceClass> Classes => _classes;

    /// <summary>How many times a rule is in a class.</summary>
    public int Size => _classes.Sum(one => one.Rules.Length);

    private void Cut(IpProtocol protocol, List<(int Port, int Rule)> edges)
    {
        edges.Sort();
        var rules = new SortedSet<int>(OfAnyProtocol);
        int first = 0, next = 0;
        while (first <= ushort.MaxValue)
        {
            // A canonical set's ranges do not touch: at each of its edges the rule begins or ends.
            for (; next < edges.Count && edges[next].Port == first; next++)
            {
                if (!rules.Remove(edges[next].Rule))
                    rules.Add(edges[next].Rule);
            }

            int end = next < edges.Count ? edges[next].Port : ushort.MaxValue + 1;
            _classes.Add(new ServiceClass(protocol, new PortRange((ushort)first, (ushort)(end - 1)), [.. rules]));
            first = end;
        }
    }
}
