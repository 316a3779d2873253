using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Nftables;

/// <summary>Chains and sets as the driver's commands make them, walked as the kernel walks them: the words that rule lists are written in, and nothing else.</summary>
internal sealed class ListScript
{
    private readonly Dictionary<string, List<string>> _chains = [];
    private readonly Dictionary<string, HashSet<string>> _sets = [];

    /// <summary>Runs a transaction.</summary>
    public void Run(string script)
    {
        foreach (string line in script.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ');
            string name = words[4];
            switch ($"{words[0]} {words[1]}")
            {
                case "add chain":
                    _chains.Add(name, []);
                    break;
                case "flush chain":
                    _chains[name].Clear();
                    break;
                case "delete chain":
                    Assert.Empty(_chains[name]);
                    Assert.DoesNotContain(_chains.Values.SelectMany(rules => rules), rule => rule.Split(' ').Contains(name));
                    _chains.Remove(name);
                    break;
                case "add rule":
                    _chains[name].Add(string.Join(' ', words[5..]));
                    break;
                case "add set":
                    _sets.Add(name, []);
                    break;
                case "delete set":
                    _sets.Remove(name);
                    break;
                case "add element":
                    _sets[name].UnionWith(Braced(line).Split(", "));
                    break;
                default:
                    throw new FormatException(line);
            }
        }
    }

    /// <summary>How many chains there are.</summary>
    public int Chains => _chains.Count;

    /// <summary>Where a packet's walk through a chain ends: the chain outside that it goes to, or null when it comes back.</summary>
    public string? Walk(string chain, IpAddress far, IpProtocol protocol, ushort port)
    {
        if (!_chains.TryGetValue(chain, out var rules))
            return chain;
        foreach (string rule in rules)
        {
            if (Verdict(rule, far, protocol, port)?.Split(' ') is not [var verb, var target])
                continue;
            string? end = Walk(target, far, protocol, port);
            if (end is not null || verb == "goto")
                return end;
        }

        return null;
    }

    private string? Verdict(string rule, IpAddress far, IpProtocol protocol, ushort port)
    {
        while (true)
        {
            switch (rule.Split(' '))
            {
                case ["meta", "nfproto", var family, ..]:
                    if (family != (far.Family == AddressFamily.IPv4 ? "ipv4" : "ipv6"))
                        return null;
                    rule = rule[$"meta nfproto {family} ".Length..];
                    break;
                case ["ct", "original", "protocol", var number, ..]:
                    if (number != protocol.Number.ToString())
                        return null;
                    rule = rule[$"ct original protocol {number} ".Length..];
                    break;
                case ["ct", "original", "proto-dst", var ports, ..]:
                    if (!Holds(ports, port))
                        return null;
                    rule = rule[$"ct original proto-dst {ports} ".Length..];
                    break;
                case ["ct", "original", "ip" or "ip6", "saddr" or "daddr", var first, ..]:
                    var addresses = first == "{" ? Braced(rule).Split(", ") : first[0] == '@' ? [.. _sets[first[1..]]] : [first];
                    if (!addresses.Any(text => IpRange.TryParse(text, out var range) && range.Contains(far)))
                        return null;
                    rule = first == "{" ? rule[(rule.IndexOf('}') + 2)..] : rule[(rule.IndexOf(first, StringComparison.Ordinal) + first.Length + 1)..];
                    break;
                case ["jump" or "goto", _]:
                    return rule;
                default:
                    throw new FormatException(rule);
            }
        }
    }

    private static string Braced(string text) => text[(text.IndexOf('{') + 1)..text.LastIndexOf('}')].Trim();

    private static bool Holds(string ports, ushort port)
    {
        string[] ends = ports.Split('-');
        return ushort.Parse(ends[0]) <= port && port <= ushort.Parse(ends[^1]);
    }
}
