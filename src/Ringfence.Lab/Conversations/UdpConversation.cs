using System.Buffers.Binary;
using System.Net.Sockets;
using Ringfence.Lab.Topology;

namespace Ringfence.Lab.Conversations;

/// <summary>A UDP flow between the kernels of two nodes, always the same ports; the server echoes.</summary>
public sealed class UdpConversation : IAsyncDisposable
{
    private readonly Socket _client;
    private readonly Socket _server;
    private readonly Task _echoing;
    private long _number;

    private UdpConversation(Socket client, Socket server)
    {
        _client = client;
        _server = server;
        _echoing = EchoAsync();
    }

    /// <summary>Opens both ends; nothing is sent yet.</summary>
    public static UdpConversation Open(LabAddress client, LabAddress server, ushort port)
    {
        var serverSocket = LabSockets.Open(server, port, SocketType.Dgram);
        var clientSocket = LabSockets.Open(client, 0, SocketType.Dgram);
        clientSocket.Connect(server.EndPoint(port));
        return new UdpConversation(clientSocket, serverSocket);
    }

    /// <summary>Sends one datagram and waits for its echo.</summary>
    /// <param name="padding">Bytes of payload beyond eight; more than the MTU makes fragments.</param>
    /// <param name="bound">How long the echo may take.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when it did not come within the bound.</returns>
    public async Task<bool> ExchangeAsync(int padding, TimeSpan bound, CancellationToken cancellationToken)
    {
        var datagram = new byte[8 + padding];
        BinaryPrimitives.WriteInt64BigEndian(datagram, ++_number);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(bound);
        var answer = new byte[70_000];
        try
        {
            await _client.SendAsync(datagram, limit.Token).ConfigureAwait(false);
            while (true)
            {
                int length = await _client.ReceiveAsync(answer, limit.Token).ConfigureAwait(false);
                if (length == datagram.Length && BinaryPrimitives.ReadInt64BigEndian(answer) == _number)
                    return true;
            }
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _server.Dispose();
        await _echoing.ConfigureAwait(false);
    }

    private async Task EchoAsync()
    {
        var buffer = new byte[70_000];
        var anyone = LabSockets.EndPoint(default(LabAddress) with { Address = Any() }, 0);
        while (true)
        {
            try
            {
                var got = await _server.ReceiveFromAsync(buffer, SocketFlags.None, anyone).ConfigureAwait(false);
                await _server.SendToAsync(buffer.AsMemory(0, got.ReceivedBytes), SocketFlags.None, got.RemoteEndPoint).ConfigureAwait(false);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.OperationAborted)
            {
                return;
            }
            catch (SocketException)
            {
                // An ICMP error or a refused send belongs to one datagram; the next one is echoed again.
            }
        }
    }

    private Policy.Addressing.IpAddress Any() => _server.AddressFamily == AddressFamily.InterNetwork
        ? Policy.Addressing.IpAddress.V4(0)
        : Policy.Addressing.IpAddress.V6(0);
}
