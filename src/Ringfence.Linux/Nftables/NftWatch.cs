using System.Buffers.Binary;
using Ringfence.Linux.Netlink;

namespace Ringfence.Linux.Nftables;

/// <summary>
/// Cheap questions to nf_tables over its own netlink protocol: has anybody changed a rule, and is a table still what it was. Microseconds, whatever the
/// size of the ruleset. In the namespace of the thread that made it; one user at a time.
/// </summary>
public sealed class NftWatch : IDisposable
{
    private const byte Unspecified = 0;

    private readonly NftSocket _socket = new();

    /// <summary>The number of committed transactions in this namespace, by anybody.</summary>
    public uint Generation()
    {
        uint generation = 0;
        _socket.One(NftSocket.GetGeneration, Unspecified);
        _socket.Ask(payload => generation = BinaryPrimitives.ReadUInt32BigEndian(NetlinkAttributes.Find(payload, 1)));
        return generation;
    }

    /// <summary>
    /// A number that changes when the table is deleted or re-created, or when a chain, rule or set of it comes or goes; 0 when there is no such table.
    /// It does not see a rule that was exchanged for another.
    /// </summary>
    /// <param name="family">NFPROTO_INET is 1, NFPROTO_BRIDGE 7.</param>
    /// <param name="table">The table's name.</param>
    public long Fingerprint(byte family, string table)
    {
        var hash = default(HashCode);
        bool exists = false;
        _socket.One(NftSocket.GetTable, family).Attribute(1, table);
        _socket.Ask(payload =>
        {
            exists = true;
            Mix(ref hash, payload, 3, 4);
        });
        if (!exists)
            return 0;
        _socket.All(NftSocket.GetChain, family).Attribute(1, table);
        _socket.Ask(payload =>
        {
            if (NetlinkAttributes.TextOf(NetlinkAttributes.Find(payload, 1)) == table)
                Mix(ref hash, payload, 2, 6);
        });
        return (uint)hash.ToHashCode() | (1L << 32);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static void Mix(ref HashCode hash, ReadOnlySpan<byte> payload, int firstType, int secondType)
    {
        var attributes = new NetlinkAttributes(payload);
        while (attributes.Next())
        {
            if (attributes.Type == firstType || attributes.Type == secondType)
                hash.AddBytes(attributes.Value);
        }
    }
}
