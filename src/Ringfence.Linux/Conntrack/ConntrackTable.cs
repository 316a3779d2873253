using Ringfence.Linux.Native;
using Ringfence.Linux.Netlink;

namespace Ringfence.Linux.Conntrack;

/// <summary>
/// The kernel's table of tracked flows in the network namespace of the thread that made this, by ctnetlink. One user at a time.
/// </summary>
public sealed class ConntrackTable : IDisposable
{
    internal const byte InternetV4 = 2;
    internal const byte InternetV6 = 10;

    private const byte Subsystem = 1;
    private const byte Get = 1;
    private const byte Delete = 2;
    private const int NoEntry = 2;

    private readonly NetlinkSocket _socket = NetlinkSocket.Open(NetlinkSocket.Netfilter);
    private readonly NetlinkMessage _request = new();
    private readonly byte[] _buffer = new byte[256 * 1024];
    private uint _sequence;

    /// <summary>Gets one entry.</summary>
    public delegate void EntryReader(ConntrackEntry entry);

    /// <summary>
    /// Hands every entry of both families to the reader, one at a time; memory does not grow with the table. Flows that come or go meanwhile may or may not
    /// be seen.
    /// </summary>
    /// <exception cref="LinuxException">The kernel refused the listing.</exception>
    public void Read(EntryReader reader)
    {
        // nfgen_family 0 lists both families in one pass.
        _socket.Send(_request.StartNetfilter(Subsystem, Get, NetlinkMessage.Dump, ++_sequence, 0).Bytes);
        while (true)
        {
            var messages = new NetlinkMessages(_buffer.AsSpan(0, _socket.Receive(_buffer)));
            while (messages.Next())
            {
                if (messages.Sequence != _sequence)
                    continue;
                if (messages.Type is NetlinkMessages.Done or NetlinkMessages.Error)
                {
                    if (messages.Errno != 0)
                        throw new LinuxException("list conntrack", messages.Errno);
                    return;
                }

                reader(new ConntrackEntry(messages.Payload));
            }
        }
    }

    /// <summary>Deletes one entry.</summary>
    /// <returns>False when it is gone already.</returns>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public bool Remove(ConntrackReference entry)
    {
        _request.StartNetfilter(Subsystem, Delete, NetlinkMessage.Acknowledge, ++_sequence, entry.Family)
            .Attribute(1 | NetlinkMessage.NestedFlag, entry.Original)
            .Attribute(12, entry.Id);
        if (entry.Zone.Length > 0)
            _request.Attribute(18, entry.Zone);
        return SendDelete() switch
        {
            0 => true,
            NoEntry => false,
            var error => throw new LinuxException("delete conntrack entry", error),
        };
    }

    /// <summary>Deletes every entry of both families.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public void Clear()
    {
        _request.StartNetfilter(Subsystem, Delete, NetlinkMessage.Acknowledge, ++_sequence, 0);
        if (SendDelete() is not 0 and var error)
            throw new LinuxException("empty conntrack", error);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    /// <summary>Sends the request that was written; the errno of its answer.</summary>
    private int SendDelete()
    {
        _socket.Send(_request.Bytes);
        while (true)
        {
            var messages = new NetlinkMessages(_buffer.AsSpan(0, _socket.Receive(_buffer)));
            while (messages.Next())
            {
                if (messages.Sequence == _sequence && messages.Type == NetlinkMessages.Error)
                    return messages.Errno;
            }
        }
    }
}
