using Ringfence.Bench.Datapath.Rules;
using Ringfence.Policy.Rules;

namespace Ringfence.Bench.Datapath.Lookups;

/// <summary>A packet to classify.</summary>
/// <param name="Source">Its IPv4 source, in host order.</param>
/// <param name="Protocol">TCP or UDP.</param>
/// <param name="Port">Its destination port.</param>
internal readonly record struct LookupPacket(uint Source, IpProtocol Protocol, ushort Port)
{
    /// <summary>Packets for an IPv4 rule set, always the same: four of five from an address of a random rule, nine of ten to that rule's port.</summary>
    public static LookupPacket[] For(RuleSet rules, int count)
    {
        var random = new Random(11);
        var packets = new LookupPacket[count];
        for (int i = 0; i < count; i++)
        {
            var rule = rules.Rules[random.Next(rules.Rules.Length)];
            uint source = random.Next(5) == 0 ? (uint)random.NextInt64(1L << 32) : SourceOf(rules, rule, random);
            ushort port = random.Next(10) == 0 ? (ushort)random.Next(65536) : rule.Port;
            packets[i] = new LookupPacket(source, rule.Protocol, port);
        }

        return packets;
    }

    private static uint SourceOf(RuleSet rules, BenchRule rule, Random random) => rule.Prefix is { } prefix
        ? (uint)prefix.First.Value + (uint)random.NextInt64((long)(uint)(prefix.Last.Value - prefix.First.Value) + 1)
        : (uint)rules.Members[random.Next(rules.Members.Length)].Value;
}
