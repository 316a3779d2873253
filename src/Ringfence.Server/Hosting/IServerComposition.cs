using System.Text.Json.Serialization.Metadata;
using Ringfence.Api.Actions;
using Ringfence.Api.Credentials;
using Ringfence.Control.Audit;
using Ringfence.Journal;
using Ringfence.Server.Options;

namespace Ringfence.Server.Hosting;

/// <summary>What stands behind the HTTP side: control plane, journal, agent. The program has one, tests have their own.</summary>
public interface IServerComposition
{
    /// <summary>Opens everything and starts the agent. The folder and the keys stay the caller's. Throws <see cref="StartupException"/> when the operator has to do something first.</summary>
    ValueTask<ServerParts> OpenAsync(ServerOptions options, DataFolder folder, AccessKeys keys, ServerSurroundings surroundings, CancellationToken cancellationToken);

    /// <summary>Removes everything of ours from the kernel (<c>--release</c>). Returns a line that says what was done.</summary>
    ValueTask<string> ReleaseAsync(ServerOptions options, ServerSurroundings surroundings, CancellationToken cancellationToken);

    /// <summary>Gives the demonstration (<c>--demo</c>) with a server of its own, telling it on the writer. Returns the exit code.</summary>
    ValueTask<int> DemonstrateAsync(ServerOptions options, ServerSurroundings surroundings, TextWriter output, CancellationToken cancellationToken);
}

/// <summary>What a composition finds around it.</summary>
/// <param name="Clock">The time.</param>
/// <param name="Loggers">Where to log.</param>
public sealed record ServerSurroundings(TimeProvider Clock, ILoggerFactory Loggers);

/// <summary>An open composition. Disposing it closes everything in order; the kernel goes on enforcing.</summary>
public sealed record ServerParts : IAsyncDisposable
{
    /// <summary>Every action.</summary>
    public required IReadOnlyList<IApiAction> Actions { get; init; }

    /// <summary>The source-generated contexts of the actions' responses.</summary>
    public required IReadOnlyList<IJsonTypeInfoResolver> JsonContexts { get; init; }

    /// <summary>Where requests are recorded.</summary>
    public required IAuditLog Audit { get; init; }

    /// <summary>The state at this moment; called for each <c>GET /healthz</c>.</summary>
    public required Func<ServerHealth> Health { get; init; }

    /// <summary>For the ready line: <c>enforcing with nftables in namespace x</c>, or <c>NOT enforcing: …</c>.</summary>
    public required string Enforcement { get; init; }

    /// <summary>Closes what was opened.</summary>
    public required Func<ValueTask> Close { get; init; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Close();
}

/// <summary>How to reach a server that is ready.</summary>
/// <param name="Address">Its base address, with the actual port.</param>
/// <param name="Pair">The key pair that it accepts.</param>
public sealed record ServerAccess(Uri Address, KeyPair Pair);
