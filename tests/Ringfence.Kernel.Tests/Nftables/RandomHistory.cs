using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Nftables;

/// <summary>Host policies that grow out of each other by small random changes, as a control plane would make them.</summary>
internal sealed class RandomHistory(int seed)
{
    private static readonly string[] Services = ["ALL", "tcp:80", "tcp:80,443,8000-8010", "udp:53", "tcp:1-65535", "icmp", "icmpv6", "47", "tcp:ALL", "udp:5000-6000", "tcp:80,443|udp:53|icmp|47", "udp:1|icmpv6"];
    private static readonly string[] Prefixes = ["10.0.0.0/8", "0.0.0.0/0", "::/0", "10.1.2.3/32", "fd00::/8", "fd09::1/128", "192.168.4.0/22", "10.0.0.1-10.0.0.9|192.168.4.0/22|fd00::/8|fd09::1-fd09::5", "10.1.0.0/16|10.2.0.7"];

    private readonly Random _random = new(seed);

    public HostPolicy Current { get; private set; } = HostPolicy.Empty;

    /// <summary>Takes one to four small steps as one revision.</summary>
    public HostPolicy Next()
    {
        for (int i = _random.Next(1, 5); i > 0; i--)
            Step();
        // Sets and lists that nothing names leave, as in the control plane.
        var lists = Current.Interfaces.Values.SelectMany(f => f.IngressLists.Concat(f.EgressLists)).ToHashSet();
        Current = Current with { Revision = Current.Revision + 1, Lists = Current.Lists.RemoveRange(Current.Lists.Keys.Where(l => !lists.Contains(l))) };
        var sets = Current.Lists.Values.SelectMany(l => l.Rules).Select(r => r.AddressSetId).ToHashSet();
        Current = Current with { Sets = Current.Sets.RemoveRange(Current.Sets.Keys.Where(s => !sets.Contains(s))) };
        return Current;
    }

    private void Step()
    {
        switch (_random.Next(10))
        {
            case 0 or 1:
                AddInterface();
                break;
            case 2 when Current.Interfaces.Count > 2:
                Current = Current with { Interfaces = Current.Interfaces.Remove(Pick(Current.Interfaces.Keys)) };
                break;
            case 3 when Current.Interfaces.Count > 0:
                Rebind(Pick(Current.Interfaces.Keys));
                break;
            case 4 or 5 or 6 when Current.Lists.Count > 0:
                EditList(Pick(Current.Lists.Keys));
                break;
            case >= 7 when Current.Sets.Count > 0:
                EditSet(Pick(Current.Sets.Keys));
                break;
        }
    }

    private void AddInterface()
    {
        int number = _random.Next(12);
        string id = $"eni-{number}";
        // Choosing lists makes new ones: it comes before Current is read.
        var (ingress, egress) = (Lists(Direction.Ingress), Lists(Direction.Egress));
        Current = Current.WithInterface(
            $"tap{number}", [$"10.1.{number}.{_random.Next(1, 4)}", $"fd09::{number:x}"], ingress, egress,
            number % 5 == 0 ? InterfaceRole.Host : InterfaceRole.Guest, _random.Next(2) == 0 ? null : $"02:00:00:00:00:{number:x2}", _random.Next(4) > 0);
        Current = Current with { Interfaces = Current.Interfaces.SetItem(id, Current.Interfaces[$"eni-tap{number}"] with { InterfaceId = id }).Remove($"eni-tap{number}") };
    }

    private void Rebind(string id)
    {
        var (ingress, egress) = (Lists(Direction.Ingress), Lists(Direction.Egress));
        Current = Current with
        {
            Interfaces = Current.Interfaces.SetItem(id, Current.Interfaces[id] with { IngressLists = [.. ingress], EgressLists = [.. egress] }),
        };
    }

    private string[] Lists(Direction direction)
    {
        var chosen = new List<string>();
        for (int i = _random.Next(4); i > 0; i--)
        {
            string id = $"{direction}-{_random.Next(6)}";
            if (!Current.Lists.ContainsKey(id))
            {
                var list = new RuleList(id, direction, [.. Enumerable.Range(0, _random.Next(40)).Select(_ => Rule())]);
                Current = Current with { Lists = Current.Lists.Add(id, list) };
            }

            if (!chosen.Contains(id))
                chosen.Add(id);
        }

        return [.. chosen];
    }

    private HostRule Rule()
    {
        string peer = Prefixes[_random.Next(Prefixes.Length)];
        if (_random.Next(3) == 0)
        {
            peer = $"@set{_random.Next(5)}";
            if (!Current.Sets.ContainsKey(peer[1..]))
            {
                int size = _random.Next(4) == 0 ? 300 : _random.Next(6);
                Current = Current with { Sets = Current.Sets.Add(peer[1..], AddressSet.Create(peer[1..], Enumerable.Range(0, size).Select(_ => Address()))) };
            }
        }

        return Policies.Rule($"{(_random.Next(3) == 0 ? '-' : '+')}{Services[_random.Next(Services.Length)]} {peer}");
    }

    private void EditList(string id)
    {
        var list = Current.Lists[id];
        var rules = list.Rules.ToBuilder();
        int at = _random.Next(rules.Count + 1);
        switch (_random.Next(5))
        {
            case 0 or 1:
                rules.Insert(at, Rule());
                break;
            case 2 when at < rules.Count:
                rules.RemoveAt(at);
                break;
            case 3 when at < rules.Count:
                rules[at] = Rule();
                break;
            case 4 when rules.Count > 0:
                rules.RemoveRange(0, _random.Next(rules.Count));
                for (int i = _random.Next(30); i > 0; i--)
                    rules.Add(Rule());
                break;
        }

        Current = Current with { Lists = Current.Lists.SetItem(id, list with { Rules = rules.ToImmutable() }) };
    }

    private void EditSet(string id)
    {
        var set = Current.Sets[id];
        for (int i = _random.Next(1, 4); i > 0; i--)
            set = _random.Next(2) == 0 || set.Addresses.IsEmpty ? set.Add(Address()) : set.Remove(Pick(set.Addresses));
        Current = Current with { Sets = Current.Sets.SetItem(id, set) };
    }

    private IpAddress Address() => _random.Next(3) == 0
        ? IpAddress.V6(((UInt128)0xfd09 << 112) + (uint)_random.Next(5000))
        : IpAddress.V4(0x0a010000u + (uint)_random.Next(5000));

    private T Pick<T>(IEnumerable<T> from)
    {
        var all = from.Order().ToList();
        return all[_random.Next(all.Count)];
    }
}
