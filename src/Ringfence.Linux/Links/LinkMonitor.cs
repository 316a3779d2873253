using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Ringfence.Linux.Native;
using Ringfence.Linux.Netlink;
using Ringfence.Linux.Threads;

namespace Ringfence.Linux.Links;

/// <summary>A network device.</summary>
/// <param name="Index">The kernel's number.</param>
/// <param name="Name">Its name now.</param>
/// <param name="MasterIndex">The bridge (or bond, or VRF) that it belongs to; 0 for none.</param>
/// <param name="Kind">What made it (<c>veth</c>, <c>bridge</c>, <c>macvtap</c>, …); empty for plain hardware.</param>
/// <param name="PortKind">What its master is (<c>bridge</c>, <c>bond</c>, <c>vrf</c>, …); empty without one.</param>
public sealed record Link(int Index, string Name, int MasterIndex, string Kind = "", string PortKind = "");

/// <summary>
/// Knows the devices of one network namespace and tells when one comes, goes, is renamed or changes its master (rtnetlink(7)). It listens before it lists,
/// and begins anew, until that succeeds, when the kernel says that messages were lost or anything else.
/// </summary>
public sealed class LinkMonitor : IDisposable
{
    private const ushort NewLink = 16;
    private const ushort DeleteLink = 17;
    private const ushort GetLink = 18;
    private const uint LinkGroup = 1;
    private const int LinkInfo = 18;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly NamespaceThread _thread;
    private readonly StopSignal _stop = new();
    private readonly Action _changed;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly int _receiveBytes;
    private readonly Task _running;
    private ImmutableDictionary<int, Link> _links = ImmutableDictionary<int, Link>.Empty;
    private ImmutableDictionary<int, Link> _working = ImmutableDictionary<int, Link>.Empty;

    /// <summary>Starts listening; the devices are known when this returns.</summary>
    /// <param name="networkNamespace">As for <see cref="NamespaceThread"/>.</param>
    /// <param name="changed">Called after <see cref="Links"/> has changed, on a thread that all namespaces share: it must not wait for anything.</param>
    /// <param name="receiveBytes">How many bytes of messages may wait before some are lost and it begins anew.</param>
    /// <exception cref="LinuxException">The namespace or rtnetlink refused.</exception>
    public LinkMonitor(string? networkNamespace, Action changed, int receiveBytes = 4 << 20)
    {
        (_changed, _receiveBytes) = (changed, receiveBytes);
        _thread = new NamespaceThread("ringfence-links", networkNamespace);
        var socket = _thread.RunAsync(() =>
        {
            var opened = Begin();
            Volatile.Write(ref _links, _working);
            return opened;
        }).GetAwaiter().GetResult();
        _running = _thread.RunAsync(() => Listen(socket));
    }

    /// <summary>The devices now, by index.</summary>
    public ImmutableDictionary<int, Link> Links => Volatile.Read(ref _links);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_running.IsCompleted && _stop.Descriptor.IsClosed)
            return;
        _stop.Raise();
        _thread.Dispose();
        _stop.Dispose();
    }

    private void Listen(NetlinkSocket? socket)
    {
        while (socket is not null)
        {
            try
            {
                if (!socket.WaitReadable(_stop))
                    break;
                Handle(_buffer.AsSpan(0, socket.Receive(_buffer)));
            }
            catch (LinuxException)
            {
                // What waits in the old socket may be older than what was lost.
                socket.Dispose();
                socket = BeginAnew();
            }

            // Published only here: nobody sees half a listing.
            if (ReferenceEquals(_links, _working))
                continue;
            Volatile.Write(ref _links, _working);
            Outside.Post(_changed);
        }

        socket?.Dispose();
    }

    /// <summary>Null: the stop signal came first.</summary>
    private NetlinkSocket? BeginAnew()
    {
        do
        {
            try
            {
                return Begin();
            }
            catch (LinuxException)
            {
                // Out of memory or descriptors: who watches devices does not give up.
            }
        }
        while (!_stop.Wait(Pause));
        return null;
    }

    /// <summary>A socket that listens, and then a list of what is there.</summary>
    private NetlinkSocket Begin()
    {
        var socket = NetlinkSocket.Open(NetlinkSocket.Route, LinkGroup, _receiveBytes);
        try
        {
            List();
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>By a socket of its own, which nothing but the answer comes to: the kernel waits for who reads a list, and loses nothing of it.</summary>
    private void List()
    {
        using var socket = NetlinkSocket.Open(NetlinkSocket.Route);
        _working = ImmutableDictionary<int, Link>.Empty;
        Span<byte> interfaceInfo = stackalloc byte[16];
        interfaceInfo.Clear();
        socket.Send(new NetlinkMessage().Start(GetLink, NetlinkMessage.Request | NetlinkMessage.Dump, 1, interfaceInfo).Bytes);
        while (!Handle(_buffer.AsSpan(0, socket.Receive(_buffer))))
        {
        }
    }

    /// <summary>Takes in one datagram.</summary>
    /// <returns>True when it ended a listing.</returns>
    private bool Handle(ReadOnlySpan<byte> datagram)
    {
        var messages = new NetlinkMessages(datagram);
        while (messages.Next())
        {
            if (messages.Type is NetlinkMessages.Done or NetlinkMessages.Error)
                return true;
            // AF_BRIDGE messages (family 7) speak of ports, not of devices; their DELLINK means "left the bridge" and a plain NEWLINK follows.
            if (messages.Type is not (NewLink or DeleteLink) || messages.Payload.Length < 16 || messages.Payload[0] != 0)
                continue;
            int index = MemoryMarshal.Read<int>(messages.Payload[4..]);
            if (messages.Type == DeleteLink)
                _working = _working.Remove(index);
            else
                _working = _working.SetItem(index, Parse(index, messages.Payload[16..]));
        }

        return false;
    }

    private static Link Parse(int index, ReadOnlySpan<byte> attributeBytes)
    {
        string name = string.Empty, kind = string.Empty, portKind = string.Empty;
        int master = 0;
        var attributes = new NetlinkAttributes(attributeBytes);
        while (attributes.Next())
        {
            if (attributes.Type == 3)
                name = attributes.Text;
            else if (attributes.Type == 10)
                master = attributes.Host32;
            else if (attributes.Type == LinkInfo)
                (kind, portKind) = Kinds(attributes.Value);
        }

        return new Link(index, name, master, kind, portKind);
    }

    private static (string Kind, string PortKind) Kinds(ReadOnlySpan<byte> info)
    {
        string kind = string.Empty, portKind = string.Empty;
        var attributes = new NetlinkAttributes(info);
        while (attributes.Next())
        {
            if (attributes.Type == 1)
                kind = attributes.Text;
            else if (attributes.Type == 4)
                portKind = attributes.Text;
        }

        return (kind, portKind);
    }
}
