using Ringfence.Linux.Netlink;

namespace Ringfence.Linux.Nftables;

/// <summary>
/// Cheap questions to nf_tables over its own netlink protocol: has anybody changed a rule, and is a table still what it was. Microseconds, whatever the
/// size of the ruleset. In the namespace of the thread that made it; one user at a time.
/// </summary>
public sealed class NftWatch : IDisposable
{
    private const byte Subsystem = 10;
    private const byte GetTable = 1;
    private const byte GetChain = 4;
    private const byte GetGeneration = 16;
    private const byte Unspecified = 0;

    private readonly NetlinkSocket _socket = NetlinkSocket.Open(NetlinkSocket.Netfilter);
    private readonly NetlinkMessage _request = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private uint _sequence;

    /// <summary>The number of committed transactions in this namespace, by anybody.</summary>
    public uint Generation()
    {
        uint generation = 0;
        _socket.Send(_request.StartNetfilter(Subsystem, GetGeneration, 0, ++_sequence, Unspecified).Bytes);
        Read(multipart: false, payload =>
        {
            var attributes = new NetlinkAttributes(payload);
            while (attributes.Next())
            {
                if (attributes.Type == 1)
                    generation = attributes.BigEndian32;
            }
        });
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
        _socket.Send(_request.StartNetfilter(Subsystem, GetTable, 0, ++_sequence, family).Attribute(1, table).Bytes);
        Read(multipart: false, payload =>
        {
            exists = true;
            Mix(ref hash, payload, 3, 4);
        });
        if (!exists)
            return 0;
        _socket.Send(_request.StartNetfilter(Subsystem, GetChain, NetlinkMessage.Dump, ++_sequence, family).Attribute(1, table).Bytes);
        Read(multipart: true, payload =>
        {
            if (BelongsTo(payload, table))
                Mix(ref hash, payload, 2, 6);
        });
        return (uint)hash.ToHashCode() | (1L << 32);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static bool BelongsTo(ReadOnlySpan<byte> payload, string table)
    {
        var attributes = new NetlinkAttributes(payload);
        while (attributes.Next())
        {
            if (attributes.Type == 1)
                return attributes.Text == table;
        }

        return false;
    }

    private static void Mix(ref HashCode hash, ReadOnlySpan<byte> payload, int firstType, int secondType)
    {
        var attributes = new NetlinkAttributes(payload);
        while (attributes.Next())
        {
            if (attributes.Type == firstType || attributes.Type == secondType)
                hash.AddBytes(attributes.Value);
        }
    }

    /// <summary>Hands out the payload behind the nfgenmsg of each answer; an error answer (no such object) hands out nothing.</summary>
    private void Read(bool multipart, PayloadReader reader)
    {
        while (true)
        {
            var messages = new NetlinkMessages(_buffer.AsSpan(0, _socket.Receive(_buffer)));
            while (messages.Next())
            {
                if (messages.Sequence != _sequence)
                    continue;
                if (messages.Type is NetlinkMessages.Error or NetlinkMessages.Done)
                    return;
                reader(messages.Payload[4..]);
                if (!multipart)
                    return;
            }
        }
    }

    private delegate void PayloadReader(ReadOnlySpan<byte> payload);
}
