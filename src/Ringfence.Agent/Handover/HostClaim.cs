using System.Net.Sockets;

namespace Ringfence.Agent.Handover;

/// <summary>
/// The right to change what a host enforces: one process has it. A lock on a file in the data folder; the kernel takes it from a process that dies. A holder that listens gives it to whoever
/// asks at a socket beside it (the folder is its owner's alone), when its own work has come to an end: what the kernel enforces does not change in between.
/// </summary>
public sealed class HostClaim : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly FileStream _lock;
    private readonly string _socketPath;
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private Socket? _listener;
    private Socket? _asker;
    private Task _listening = Task.CompletedTask;

    private HostClaim(FileStream held, string socketPath)
    {
        _lock = held;
        _socketPath = socketPath;
    }

    /// <summary>Completes when another process asks for the host. Only after <see cref="Listen"/>.</summary>
    public Task Asked => _asked.Task;

    /// <summary>Takes the host if nobody has it; null: somebody has.</summary>
    /// <exception cref="IOException">The folder is not there or cannot be written.</exception>
    public static HostClaim? TryTake(string folder)
    {
        string path = Path.Combine(folder, "host.lock");
        try
        {
            return new HostClaim(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), Path.Combine(folder, "host.sock"));
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    /// <summary>Takes the host when nobody has it. Looks once a second, and never at once: whoever has just been given it comes first.</summary>
    /// <exception cref="IOException">The folder is not there or cannot be written.</exception>
    public static async Task<HostClaim> WaitAsync(string folder, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(LookEvery);
        HostClaim? free;
        do
            await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
        while ((free = TryTake(folder)) is null);
        return free;
    }

    /// <summary>Takes the host, from a holder that listens if there is one.</summary>
    /// <exception cref="IOException">The holder does not listen, or does not let go.</exception>
    public static async Task<HostClaim> TakeOverAsync(string folder, CancellationToken cancellation)
    {
        if (TryTake(folder) is { } free)
            return free;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(folder, "host.sock")), patience.Token).ConfigureAwait(false);
            // The end of the connection is the answer: by then the lock is free.
            await socket.ReceiveAsync(new byte[1], patience.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is SocketException or ArgumentOutOfRangeException || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // Nobody listens, or it ended by force: the lock tells.
        }

        return TryTake(folder) ?? throw new IOException($"Another process enforces from {folder} and does not give the host away.");
    }

    /// <summary>From now on gives the host to whoever asks: completes <see cref="Asked"/>, and lets go when disposed.</summary>
    /// <exception cref="SocketException">The socket cannot be made.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The folder's path is too long for a socket (about 100 bytes).</exception>
    public void Listen()
    {
        // Of a holder that died: the lock says that there is none now.
        File.Delete(_socketPath);
        _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(new UnixDomainSocketEndPoint(_socketPath));
        _listener.Listen(1);
        _listening = AcceptAsync(_listener);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _listening.ConfigureAwait(false);
        if (_listener is not null)
        {
            _listener.Dispose();
            File.Delete(_socketPath);
        }

        await _lock.DisposeAsync().ConfigureAwait(false);
        _asker?.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            _asker = await listener.AcceptAsync(_stopping.Token).ConfigureAwait(false);
            _asked.TrySetResult();
        }
        catch (OperationCanceledException)
        {
            // Disposed of.
        }
    }
}
