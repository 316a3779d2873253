using Ringfence.Datapath.Ebpf.Tables;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Ebpf.Reference;

/// <summary>A compiler as plain as it can be, so that the program is tested apart from the real one: a row for each class, a column for each protocol and port range.</summary>
internal static class TinyCompiler
{
    /// <summary>Classes: by longest prefix among the rules' prefixes, and by host. Number 0: in none.</summary>
    public static (List<(IpPrefix Prefix, int Class)> Prefixes, List<(IpAddress Host, int Class)> Hosts, List<IpAddress?> Samples) Classify(
        IEnumerable<SecurityRule> rules, IReadOnlySet<IpAddress> members)
    {
        var samples = new List<IpAddress?> { null };
        var prefixes = new List<(IpPrefix, int)>();
        foreach (var prefix in rules.Select(rule => rule.Peer).OfType<PrefixPeer>().Select(peer => peer.Prefix).Distinct())
        {
            prefixes.Add((prefix, samples.Count));
            samples.Add(null);
        }

        var hosts = new List<(IpAddress, int)>();
        foreach (var member in members)
        {
            hosts.Add((member, samples.Count));
            samples.Add(member);
        }

        return (prefixes, hosts, samples);
    }

    public static PolicyImage Compile(
        IReadOnlyList<SecurityRule> rules, IReadOnlySet<IpAddress> members, List<(IpPrefix Prefix, int Class)> prefixes, List<IpAddress?> samples)
    {
        var cuts = new SortedSet<int> { 0 };
        foreach (var range in rules.Select(rule => rule.Service).OfType<LiteralService>().SelectMany(service => service.Ports.Ranges))
        {
            cuts.Add(range.First);
            cuts.Add(range.Last + 1);
        }

        cuts.Remove(65536);
        var starts = cuts.ToArray();
        // Columns: TCP's ranges, UDP's ranges, then every other protocol one column.
        int columns = (2 * starts.Length) + 256;
        var kinds = new ushort[256];
        for (int protocol = 0; protocol < 256; protocol++)
            kinds[protocol] = (ushort)((2 * starts.Length) + protocol);
        kinds[6] = 0x8000;
        kinds[17] = 0x8001;
        var maps = new ushort[512];
        var pages = new ushort[2 * 65536];
        for (int i = 0; i < 512; i++)
            maps[i] = (ushort)i;
        for (int port = 0, at = 0; port < 65536; port++)
        {
            if (at + 1 < starts.Length && starts[at + 1] == port)
                at++;
            pages[port] = (ushort)at;
            pages[65536 + port] = (ushort)(starts.Length + at);
        }

        var matrix = new uint[samples.Count * columns];
        for (int classId = 0; classId < samples.Count; classId++)
        {
            for (int column = 0; column < columns; column++)
            {
                var (protocol, port) = column < 2 * starts.Length
                    ? (column < starts.Length ? IpProtocol.Tcp : IpProtocol.Udp, (ushort)starts[column % starts.Length])
                    : (new IpProtocol((byte)(column - (2 * starts.Length))), (ushort)0);
                for (int rule = 0; rule < rules.Count; rule++)
                {
                    if (!Contains(rules[rule].Peer, classId) || !((LiteralService)rules[rule].Service).Contains(protocol, port))
                        continue;
                    matrix[(classId * columns) + column] = ((uint)(rule + 1) << 1) | (uint)rules[rule].Action;
                    break;
                }
            }
        }

        var rowOf = Enumerable.Range(0, samples.Count).Select(row => (ushort)row).ToArray();
        return new PolicyImage(rowOf, kinds, maps, pages, matrix, columns, [default, .. rules.Select(rule => rule.Id)]);

        bool Contains(Peer peer, int classId) => (peer, samples[classId]) switch
        {
            (GroupPeer, { } host) => members.Contains(host),
            (GroupPeer, null) => false,
            (PrefixPeer literal, { } host) => literal.Prefix.Contains(host),
            (PrefixPeer literal, null) => prefixes.Exists(entry => entry.Class == classId && literal.Prefix.Length <= entry.Prefix.Length && literal.Prefix.Contains(entry.Prefix.First)),
            _ => throw new NotSupportedException(),
        };
    }
}
