using Ringfence.Linux.Netlink;

namespace Ringfence.Linux.Nftables;

/// <summary>One question at a time to nf_tables over its own netlink protocol (linux/netfilter/nf_tables.h). In the network namespace of the thread that made it; one user at a time.</summary>
internal sealed class NftSocket : IDisposable
{
    public const byte GetTable = 1;
    public const byte GetChain = 4;
    public const byte GetRule = 7;
    public const byte GetElement = 13;
    public const byte GetGeneration = 16;
    public const byte GetObject = 19;

    /// <summary>The errno of an answer that there is no such object.</summary>
    public const int NoEntry = 2;

    /// <summary>The errno of a list that may lack something, because the tables were changed while it was made.</summary>
    public const int Interrupted = 4;

    private const byte Subsystem = 10;

    private readonly NetlinkSocket _socket = NetlinkSocket.Open(NetlinkSocket.Netfilter);
    private readonly NetlinkMessage _request = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private uint _sequence;
    private bool _isList;

    /// <summary>Gets what is behind the nfgenmsg of an answer.</summary>
    public delegate void PayloadReader(ReadOnlySpan<byte> payload);

    /// <summary>Begins a question for one object, which its attributes name.</summary>
    public NetlinkMessage One(byte message, byte family) => Start(message, family, isList: false);

    /// <summary>Begins a question for all objects of a kind, or those that its attributes name.</summary>
    public NetlinkMessage All(byte message, byte family) => Start(message, family, isList: true);

    /// <summary>Asks what was begun and hands out the answers.</summary>
    /// <returns>0, or the errno with which the answers ended.</returns>
    public int Ask(PayloadReader reader)
    {
        _socket.Send(_request.Bytes);
        bool isInterrupted = false;
        while (true)
        {
            var messages = new NetlinkMessages(_buffer.AsSpan(0, _socket.Receive(_buffer)));
            while (messages.Next())
            {
                if (messages.Sequence != _sequence)
                    continue;
                isInterrupted |= messages.IsInterrupted;
                if (messages.Type is NetlinkMessages.Error or NetlinkMessages.Done)
                    return messages.Errno == 0 && isInterrupted ? Interrupted : messages.Errno;
                reader(messages.Payload[4..]);
                if (!_isList)
                    return 0;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private NetlinkMessage Start(byte message, byte family, bool isList)
    {
        _isList = isList;
        return _request.StartNetfilter(Subsystem, message, isList ? NetlinkMessage.Dump : (ushort)0, ++_sequence, family);
    }
}
