using System.Diagnostics;
using System.Net.Sockets;
using Ringfence.Lab.Topology;

namespace Ringfence.Lab.Conversations;

/// <summary>
/// An established TCP connection between the kernels of two nodes; the server echoes. Data that a filter holds back is sent again by the client's kernel, so
/// a conversation can be tried again after an exchange failed.
/// </summary>
public sealed class TcpConversation : IAsyncDisposable
{
    private readonly Socket _client;
    private readonly Socket _server;
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly Task _echoing;
    private readonly Task _reading;
    private long _sent;
    private long _echoed;

    private TcpConversation(Socket client, Socket server)
    {
        _client = client;
        _server = server;
        _client.NoDelay = _server.NoDelay = true;
        _echoing = EchoAsync();
        _reading = ReadAsync();
    }

    /// <summary>Connects.</summary>
    /// <param name="client">Who connects.</param>
    /// <param name="server">Who listens.</param>
    /// <param name="port">The server's port.</param>
    /// <param name="bound">How long connecting may take; the client's kernel repeats a lost SYN after one second.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Null when no connection came about within the bound.</returns>
    public static async Task<TcpConversation?> TryOpenAsync(
        LabAddress client, LabAddress server, ushort port, TimeSpan bound, CancellationToken cancellationToken)
    {
        using var listener = LabSockets.Open(server, port, SocketType.Stream);
        listener.Listen(8);
        var connecting = LabSockets.Open(client, 0, SocketType.Stream);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(bound);
        try
        {
            await connecting.ConnectAsync(server.EndPoint(port), limit.Token).ConfigureAwait(false);
            return new TcpConversation(connecting, await listener.AcceptAsync(limit.Token).ConfigureAwait(false));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            connecting.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    /// <summary>Sends bytes and waits until these, and all before them, have come back.</summary>
    /// <returns>False when they did not within the bound, or the connection is broken.</returns>
    public async Task<bool> ExchangeAsync(int bytes, TimeSpan bound, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            await _client.SendAsync(new byte[bytes], cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            return false;
        }

        _sent += bytes;
        while (Interlocked.Read(ref _echoed) < _sent)
        {
            var left = bound - Stopwatch.GetElapsedTime(start);
            if (_reading.IsCompleted || left <= TimeSpan.Zero || !await _arrived.WaitAsync(left, cancellationToken).ConfigureAwait(false))
                return Interlocked.Read(ref _echoed) >= _sent;
        }

        return true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // A reset instead of a farewell: the farewell may be what a filter holds back.
        _client.LingerState = new LingerOption(true, 0);
        _server.LingerState = new LingerOption(true, 0);
        _client.Dispose();
        _server.Dispose();
        await Task.WhenAll(_echoing, _reading).ConfigureAwait(false);
        _arrived.Dispose();
    }

    private async Task EchoAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            for (int length; (length = await _server.ReceiveAsync(buffer).ConfigureAwait(false)) > 0;)
                await _server.SendAsync(buffer.AsMemory(0, length)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end of the conversation, by either side.
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            for (int length; (length = await _client.ReceiveAsync(buffer).ConfigureAwait(false)) > 0;)
            {
                Interlocked.Add(ref _echoed, length);
                _arrived.Release();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end of the conversation, by either side; an exchange that waits finds it out by its bound.
        }
    }
}
