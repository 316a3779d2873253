using System.Collections.Immutable;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Distribution;

/// <summary>An interface of the world as its host sees it.</summary>
internal static class InterfaceLowering
{
    /// <summary>The lists that decide an interface's packets, first one highest.</summary>
    public static IEnumerable<PartKey> DecidingLists(NetworkInterface networkInterface, World world)
    {
        var deciding = world.Deciding(networkInterface);
        return deciding.PassesAll ? [PartKey.PassAll] : deciding.Ids.Select(group => new PartKey(group, networkInterface.VpcId));
    }

    /// <summary>The interface's policy. The lists that decide are acquired.</summary>
    public static InterfacePolicy Lower(NetworkInterface networkInterface, SharedParts parts) => new()
    {
        InterfaceId = networkInterface.Id,
        Device = networkInterface.Device,
        Role = networkInterface.Role,
        Mac = networkInterface.Mac,
        Addresses = [.. networkInterface.MemberAddresses],
        SourceCheck = networkInterface.SourceCheck,
        IngressLists = ListIds(networkInterface, Direction.Ingress, parts),
        EgressLists = ListIds(networkInterface, Direction.Egress, parts),
    };

    /// <summary>True when both say the same (records compare their arrays by reference).</summary>
    public static bool Same(InterfacePolicy left, InterfacePolicy right) =>
        left == right with { Addresses = left.Addresses, IngressLists = left.IngressLists, EgressLists = left.EgressLists }
        && left.Addresses.AsSpan().SequenceEqual(right.Addresses.AsSpan())
        && left.IngressLists.AsSpan().SequenceEqual(right.IngressLists.AsSpan())
        && left.EgressLists.AsSpan().SequenceEqual(right.EgressLists.AsSpan());

    private static ImmutableArray<string> ListIds(NetworkInterface networkInterface, Direction direction, SharedParts parts) =>
        [.. DecidingLists(networkInterface, parts.World).Select(key =>
        {
            var lists = parts.Lists(key);
            return direction == Direction.Ingress ? lists.Ingress.Id : lists.Egress.Id;
        })];
}
