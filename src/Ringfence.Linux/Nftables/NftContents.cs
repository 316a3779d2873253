using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Ringfence.Linux.Netlink;

namespace Ringfence.Linux.Nftables;

/// <summary>What nf_tables' messages say of a table's contents (linux/netfilter/nf_tables.h). What a message does not have is empty or 0.</summary>
internal static class NftContents
{
    private const uint ConnectionMarkKey = 3;

    /// <summary>A table's comment, from its user data: a list of a type, a length and a value, where the comment's type is 0 (libnftnl/udata.h).</summary>
    public static string Comment(ReadOnlySpan<byte> userData)
    {
        while (userData.Length >= 2 && userData.Length >= 2 + userData[1])
        {
            if (userData[0] == 0)
                return NetlinkAttributes.TextOf(userData.Slice(2, userData[1]));
            userData = userData[(2 + userData[1])..];
        }

        return "";
    }

    /// <summary>A named counter.</summary>
    public static (string Name, long Packets, long Bytes) Counter(ReadOnlySpan<byte> payload)
    {
        var data = NetlinkAttributes.Find(payload, 4);
        return (NetlinkAttributes.TextOf(NetlinkAttributes.Find(payload, 2)), (long)Number(NetlinkAttributes.Find(data, 2)), (long)Number(NetlinkAttributes.Find(data, 1)));
    }

    /// <summary>An element of a set or map.</summary>
    public static NftElement Element(ReadOnlySpan<byte> element)
    {
        var verdict = NetlinkAttributes.Find(NetlinkAttributes.Find(element, 2), 2);
        var expiration = NetlinkAttributes.Find(element, 5);
        return new NftElement(
            NetlinkAttributes.Find(NetlinkAttributes.Find(element, 1), 1).ToArray(),
            NetlinkAttributes.TextOf(NetlinkAttributes.Find(verdict, 2)),
            expiration.IsEmpty ? null : TimeSpan.FromMilliseconds((long)Number(expiration)));
    }

    /// <summary>Adds the constants that a rule sets the connection mark to: one is loaded into a register (immediate), then the mark is set from that (ct).</summary>
    public static void AddConnectionMarks(ReadOnlySpan<byte> expressions, List<uint> found)
    {
        ReadOnlySpan<byte> constant = [];
        var list = new NetlinkAttributes(expressions);
        while (list.Next())
        {
            string name = NetlinkAttributes.TextOf(NetlinkAttributes.Find(list.Value, 1));
            var data = NetlinkAttributes.Find(list.Value, 2);
            if (name == "immediate")
                constant = NetlinkAttributes.Find(NetlinkAttributes.Find(data, 2), 1);
            bool isSet = name == "ct" && Number(NetlinkAttributes.Find(data, 2)) == ConnectionMarkKey && !NetlinkAttributes.Find(data, 4).IsEmpty;
            if (isSet && constant.Length == sizeof(uint))
                found.Add(MemoryMarshal.Read<uint>(constant));
        }
    }

    private static ulong Number(ReadOnlySpan<byte> bigEndian) => bigEndian.Length switch
    {
        sizeof(uint) => BinaryPrimitives.ReadUInt32BigEndian(bigEndian),
        sizeof(ulong) => BinaryPrimitives.ReadUInt64BigEndian(bigEndian),
        _ => 0,
    };
}
