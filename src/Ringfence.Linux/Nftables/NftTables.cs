using System.Buffers.Binary;
using Ringfence.Linux.Native;
using Ringfence.Linux.Netlink;

namespace Ringfence.Linux.Nftables;

/// <summary>
/// What tables hold, asked for piece by piece. libnftables reads every table of the namespace before it answers anything, with a question for each anonymous set: tens of milliseconds where
/// this takes one. In the network namespace of the thread that made it; one user at a time. Families are NFPROTO numbers: inet 1, arp 3, bridge 7.
/// </summary>
public sealed class NftTables : IDisposable
{
    private const uint CounterObject = 1;
    private const int NoSubsystem = 22;

    private readonly NftSocket _socket = new();

    private delegate void Reader<T>(ReadOnlySpan<byte> payload, List<T> found);

    /// <summary>A table's comment, "" when it has none; null: there is no such table, or the kernel has no nf_tables.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public string? Comment(byte family, string table)
    {
        string comment = "";
        _socket.One(NftSocket.GetTable, family).Attribute(1, table);
        return _socket.Ask(payload => comment = NftContents.Comment(NetlinkAttributes.Find(payload, 6))) switch
        {
            0 => comment,
            NftSocket.NoEntry or NoSubsystem => null,
            var error => throw new LinuxException("read of a table", error),
        };
    }

    /// <summary>A base chain's priority; null: there is no such chain.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public int? Priority(byte family, string table, string chain)
    {
        int? priority = null;
        _socket.One(NftSocket.GetChain, family).Attribute(1, table).Attribute(3, chain);
        int error = _socket.Ask(payload =>
        {
            if (NetlinkAttributes.Find(NetlinkAttributes.Find(payload, 4), 2) is { Length: sizeof(int) } value)
                priority = BinaryPrimitives.ReadInt32BigEndian(value);
        });
        return error is 0 or NftSocket.NoEntry ? priority : throw new LinuxException("read of a chain", error);
    }

    /// <summary>A table's named counters; none when there is no such table.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public IReadOnlyList<(string Name, long Packets, long Bytes)> Counters(byte family, string table) => List<(string, long, long)>(
        () => _socket.All(NftSocket.GetObject, family).Attribute(1, table).AttributeBigEndian(3, CounterObject),
        static (payload, found) => found.Add(NftContents.Counter(payload)));

    /// <summary>The elements of a set or map; none when it does not exist.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public IReadOnlyList<NftElement> Elements(byte family, string table, string set) => List<NftElement>(
        () => _socket.All(NftSocket.GetElement, family).Attribute(1, table).Attribute(2, set),
        static (payload, found) =>
        {
            var elements = new NetlinkAttributes(NetlinkAttributes.Find(payload, 3));
            while (elements.Next())
                found.Add(NftContents.Element(elements.Value));
        });

    /// <summary>What the rules of a chain set the connection mark to, where that is a constant, one after the other; none when there is no such chain.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public IReadOnlyList<uint> ConnectionMarks(byte family, string table, string chain) => List<uint>(
        () => _socket.All(NftSocket.GetRule, family).Attribute(1, table).Attribute(2, chain),
        static (payload, found) => NftContents.AddConnectionMarks(NetlinkAttributes.Find(payload, 4), found));

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    /// <summary>A list as it was at one moment: when somebody changes the tables meanwhile, it is asked for again.</summary>
    private List<T> List<T>(Action begin, Reader<T> reader)
    {
        while (true)
        {
            var found = new List<T>();
            begin();
            int error = _socket.Ask(payload => reader(payload, found));
            if (error is 0 or NftSocket.NoEntry)
                return found;
            if (error != NftSocket.Interrupted)
                throw new LinuxException("list of a table's contents", error);
        }
    }
}
