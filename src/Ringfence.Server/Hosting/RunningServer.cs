using Ringfence.Api.Credentials;
using Ringfence.Journal;

namespace Ringfence.Server.Hosting;

/// <summary>A server that answers requests. Disposing it stops it in order: no new requests, the running ones end, everything behind them closes.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ServerParts _parts;
    private readonly AccessKeys _keys;
    private readonly DataFolder _folder;

    internal RunningServer(WebApplication application, ServerParts parts, AccessKeys keys, DataFolder folder, ServerAccess access, bool keysAreNew)
    {
        _application = application;
        _parts = parts;
        _keys = keys;
        _folder = folder;
        Access = access;
        KeysAreNew = keysAreNew;
    }

    /// <summary>How to reach it.</summary>
    public ServerAccess Access { get; }

    /// <summary>The key pair was generated at this start: the one moment to show it.</summary>
    public bool KeysAreNew { get; }

    /// <summary>What the ready line says about enforcement.</summary>
    public string Enforcement => _parts.Enforcement;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _application.StopAsync();
            await _application.DisposeAsync();
        }
        finally
        {
            await _parts.DisposeAsync();
            _keys.Dispose();
            _folder.Dispose();
        }
    }
}
