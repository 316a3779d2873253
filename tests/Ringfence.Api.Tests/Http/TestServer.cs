using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Ringfence.Api.Credentials;
using Ringfence.Api.Tests.Support;
using Ringfence.Journal;
using Ringfence.Journal.Tests.Support;
using Ringfence.Server.Hosting;
using Ringfence.Server.Options;

namespace Ringfence.Api.Tests.Http;

/// <summary>A real server on a free port, with a clock that stands still and the test's actions.</summary>
public sealed class TestServer : IAsyncLifetime, IServerComposition, ILoggerProvider, ILogger
{
    public const string SecretId = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE";
    public const string SecretKey = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE";

    private readonly string _folder = Directory.CreateTempSubdirectory("ringfence-api-").FullName;
    private RunningServer? _server;

    public SettableClock Clock { get; } = new(DateTimeOffset.FromUnixTimeSeconds(1700000000));

    public ConcurrentQueue<string> Log { get; } = [];

    public ServerHealth Health { get; set; } = ServerHealth.Ok(7, 6);

    internal MemoryAudit Audit { get; } = new();

    internal AccessKeys Keys { get; private set; } = null!;

    public Uri Address => _server!.Access.Address;

    public string Host => Address.Authority;

    public async ValueTask InitializeAsync()
    {
        var options = new ServerOptions
        {
            Port = 0,
            DataFolder = _folder,
            PrivateRegions = ["my-cellar"],
            Credentials = new CredentialSettings(SecretId, SecretKey, null),
        };
        _server = await ServerHost.StartAsync(options, this, new(Clock, LoggerFactory.Create(logging => logging.AddProvider(this))), default);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    ValueTask<ServerParts> IServerComposition.OpenAsync(
        ServerOptions options, DataFolder folder, AccessKeys keys, ServerSurroundings surroundings, CancellationToken cancellationToken)
    {
        Keys = keys;
        return new(new ServerParts
        {
            Actions = [new EchoAction(), new EmptyAction(), new LookingAction(), new DryAction(), new ThrowingAction(), new UnknownTypeAction()],
            JsonContexts = [EchoJson.Default],
            Health = () => Health,
            Audit = Audit,
            Enforcement = "NOT enforcing: a test",
            Close = static () => ValueTask.CompletedTask,
        });
    }

    ValueTask<string> IServerComposition.ReleaseAsync(ServerOptions options, ServerSurroundings surroundings, CancellationToken cancellationToken) => new("");

    ValueTask<int> IServerComposition.DemonstrateAsync(ServerOptions options, ServerSurroundings surroundings, TextWriter output, CancellationToken cancellationToken) => new(0);

    ILogger ILoggerProvider.CreateLogger(string categoryName) => this;

    void IDisposable.Dispose()
    {
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        // Kestrel's word that the machine is slow is about no request.
        if (eventId.Name != "HeartbeatSlow")
            Log.Enqueue($"{formatter(state, exception)} {exception}");
    }
}
