using Ringfence.Agent.Trials;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Agent.LastKnownGood;

/// <summary>The parts of a host policy, one after the other; counts before what they count. <see cref="PolicyReader"/> mirrors it line by line.</summary>
internal static class PolicyWriter
{
    public static void Write(BinaryWriter writer, HostPolicy policy, TrialClock trials)
    {
        Write(writer, policy);
        if (policy.Fallback is { } fallback)
            Write(writer, fallback, trials);
    }

    private static void Write(BinaryWriter writer, HostFallback fallback, TrialClock trials)
    {
        var (bootId, end) = trials.Save(fallback);
        writer.Write(fallback.Revision);
        writer.Write(fallback.Deadline.UtcTicks);
        writer.Write(fallback.Within.Ticks);
        writer.Write(bootId);
        writer.Write(end.Ticks);
        writer.Write(fallback.Policy.Fallback is not null);
        Write(writer, fallback.Policy, trials);
    }

    private static void Write(BinaryWriter writer, HostPolicy policy)
    {
        writer.Write(policy.Revision);
        writer.Write7BitEncodedInt(policy.Interfaces.Count);
        foreach (var one in policy.Interfaces.Values)
            Write(writer, one);
        writer.Write7BitEncodedInt(policy.Lists.Count);
        foreach (var list in policy.Lists.Values)
            Write(writer, list);
        writer.Write7BitEncodedInt(policy.Sets.Count);
        foreach (var set in policy.Sets.Values)
        {
            writer.Write(set.Id);
            Write(writer, set.Addresses);
        }
    }

    private static void Write(BinaryWriter writer, InterfacePolicy one)
    {
        writer.Write(one.InterfaceId);
        writer.Write(one.Device);
        writer.Write((byte)one.Role);
        writer.Write(one.SourceCheck);
        writer.Write(one.Mac is not null);
        if (one.Mac is { } mac)
            writer.Write(mac.Value);
        Write(writer, one.Addresses);
        Write(writer, one.IngressLists);
        Write(writer, one.EgressLists);
    }

    private static void Write(BinaryWriter writer, RuleList list)
    {
        writer.Write(list.Id);
        writer.Write((byte)list.Direction);
        writer.Write7BitEncodedInt(list.Rules.Length);
        foreach (var rule in list.Rules)
        {
            writer.Write7BitEncodedInt64(rule.Id.Value);
            writer.Write((byte)rule.Action);
            writer.Write(rule.AddressSetId ?? "");
            if (rule.Addresses is { } addresses)
                Write(writer, addresses);
            writer.Write7BitEncodedInt(rule.Services.Services.Length);
            foreach (var service in rule.Services.Services)
                Write(writer, service);
        }
    }

    private static void Write(BinaryWriter writer, AddressRanges addresses)
    {
        writer.Write7BitEncodedInt(addresses.Ranges.Length);
        foreach (var range in addresses.Ranges)
        {
            Write(writer, range.First);
            Write(writer, range.Last);
        }
    }

    private static void Write(BinaryWriter writer, LiteralService service)
    {
        writer.Write(service.Protocol is not null);
        if (service.Protocol is { } protocol)
            writer.Write(protocol.Number);
        writer.Write7BitEncodedInt(service.Ports.Ranges.Length);
        foreach (var range in service.Ports.Ranges)
        {
            writer.Write(range.First);
            writer.Write(range.Last);
        }
    }

    private static void Write(BinaryWriter writer, IReadOnlyCollection<string> ids)
    {
        writer.Write7BitEncodedInt(ids.Count);
        foreach (string id in ids)
            writer.Write(id);
    }

    private static void Write(BinaryWriter writer, IReadOnlyCollection<IpAddress> addresses)
    {
        writer.Write7BitEncodedInt(addresses.Count);
        foreach (var address in addresses)
            Write(writer, address);
    }

    private static void Write(BinaryWriter writer, IpAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        int count = address.WriteBytes(bytes);
        writer.Write((byte)count);
        writer.Write(bytes[..count]);
    }
}
