using Ringfence.Contracts.Client;

namespace Ringfence.Lab.Demo;

/// <summary>A running server for the demo: its API, and its end. Disposing stops it and leaves nothing behind.</summary>
public interface IDemoServer : IAsyncDisposable
{
    /// <summary>The server's API.</summary>
    IApiClient Api { get; }
}
