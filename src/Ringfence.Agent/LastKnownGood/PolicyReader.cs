using System.Collections.Immutable;
using Ringfence.Agent.Trials;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Agent.LastKnownGood;

/// <summary>Reads what <see cref="PolicyWriter"/> wrote. Nothing is allocated by a count that the bytes could not hold.</summary>
internal static class PolicyReader
{
    /// <exception cref="InvalidDataException">Something names what is not there, or is out of its range.</exception>
    public static HostPolicy Read(BinaryReader reader, bool hasFallback, TrialClock trials)
    {
        var policy = ReadOne(reader);
        if (hasFallback)
            policy = policy with { Fallback = ReadFallback(reader, trials) };
        if (reader.BaseStream.Position != reader.BaseStream.Length)
            throw new InvalidDataException("there is something behind the policy");
        return policy;
    }

    private static HostFallback ReadFallback(BinaryReader reader, TrialClock trials)
    {
        long revision = reader.ReadInt64();
        var deadline = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero);
        var within = TimeSpan.FromTicks(reader.ReadInt64());
        trials.Restore(revision, new SavedEnd(reader.ReadString(), TimeSpan.FromTicks(reader.ReadInt64())));
        bool hasNext = reader.ReadBoolean();
        var policy = ReadOne(reader);
        return new HostFallback(revision, deadline, within, hasNext ? policy with { Fallback = ReadFallback(reader, trials) } : policy);
    }

    private static HostPolicy ReadOne(BinaryReader reader)
    {
        long revision = reader.ReadInt64();
        var interfaces = Items(reader, ReadInterface).ToImmutableDictionary(one => one.InterfaceId);
        var lists = Items(reader, ReadList).ToImmutableDictionary(list => list.Id);
        var sets = Items(reader, ReadSet).ToImmutableDictionary(set => set.Id);
        foreach (string id in interfaces.Values.SelectMany(one => one.IngressLists.Concat(one.EgressLists)))
            Require(lists.ContainsKey(id), id);
        foreach (string id in lists.Values.SelectMany(list => list.Rules).Select(rule => rule.AddressSetId).OfType<string>())
            Require(sets.ContainsKey(id), id);
        return new HostPolicy { Revision = revision, Interfaces = interfaces, Lists = lists, Sets = sets };
    }

    private static void Require(bool isThere, string id)
    {
        if (!isThere)
            throw new InvalidDataException($"it names {id}, which is not in it");
    }

    private static InterfacePolicy ReadInterface(BinaryReader reader) => new()
    {
        InterfaceId = reader.ReadString(),
        Device = reader.ReadString(),
        Role = Known((InterfaceRole)reader.ReadByte()),
        SourceCheck = reader.ReadBoolean(),
        Mac = reader.ReadBoolean() ? new MacAddress(reader.ReadUInt64()) : null,
        Addresses = [.. Items(reader, ReadAddress)],
        IngressLists = [.. Items(reader, static from => from.ReadString())],
        EgressLists = [.. Items(reader, static from => from.ReadString())],
    };

    private static RuleList ReadList(BinaryReader reader) => new(reader.ReadString(), Known((Direction)reader.ReadByte()), [.. Items(reader, ReadRule)]);

    private static HostRule ReadRule(BinaryReader reader)
    {
        var id = new RuleId(reader.Read7BitEncodedInt64());
        var action = Known((RuleAction)reader.ReadByte());
        string set = reader.ReadString();
        var addresses = set.Length == 0 ? AddressRanges.Of(Items(reader, static from => new IpRange(ReadAddress(from), ReadAddress(from)))) : null;
        return new HostRule(id, addresses, set.Length == 0 ? null : set, ServiceSet.Of(Items(reader, ReadService)), action);
    }

    private static LiteralService ReadService(BinaryReader reader)
    {
        IpProtocol? protocol = reader.ReadBoolean() ? new IpProtocol(reader.ReadByte()) : null;
        return new LiteralService(protocol, PortSet.Of([.. Items(reader, static from => new PortRange(from.ReadUInt16(), from.ReadUInt16()))]));
    }

    private static AddressSet ReadSet(BinaryReader reader) => AddressSet.Create(reader.ReadString(), Items(reader, ReadAddress));

    private static IpAddress ReadAddress(BinaryReader reader) => IpAddress.FromBytes(reader.ReadBytes(reader.ReadByte()));

    private static TEnum Known<TEnum>(TEnum value)
        where TEnum : struct, Enum => Enum.IsDefined(value) ? value : throw new InvalidDataException($"{value} is no {typeof(TEnum).Name}");

    private static List<T> Items<T>(BinaryReader reader, Func<BinaryReader, T> read)
    {
        int count = reader.Read7BitEncodedInt();
        if (count < 0 || count > reader.BaseStream.Length - reader.BaseStream.Position)
            throw new InvalidDataException($"a count of {count} is more than there is");
        var items = new List<T>(count);
        for (int i = 0; i < count; i++)
            items.Add(read(reader));
        return items;
    }
}
