using Ringfence.Agent.Options;
using Ringfence.Contracts.Client;
using Ringfence.Lab.Demo;
using Ringfence.Server.Hosting;
using Ringfence.Server.Options;

namespace Ringfence.Server.Enforcement;

/// <summary>A whole server for the demonstration: it enforces in the lab's host, keeps its data in a folder of its own, and takes both with it.</summary>
internal sealed class DemoServer : IDemoServer
{
    private readonly RunningServer _server;
    private readonly HttpApiClient _client;
    private readonly string _folder;

    private DemoServer(RunningServer server, HttpApiClient client, string folder)
    {
        _server = server;
        _client = client;
        _folder = folder;
    }

    /// <inheritdoc/>
    public IApiClient Api => _client;

    public static async Task<IDemoServer> StartAsync(
        ServerOptions options, string networkNamespace, IServerComposition composition, ServerSurroundings surroundings, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("ringfence-demo-").FullName;
        try
        {
            // The options of the command line count, but for what would make the demonstration touch anything outside the lab.
            var own = options with { Port = 0, NetNs = networkNamespace, DataFolder = folder, Datapath = DatapathChoice.Nftables };
            var server = await ServerHost.StartAsync(own, composition, surroundings, cancellationToken);
            var (address, pair) = server.Access;
            return new DemoServer(server, new HttpApiClient(address, pair.SecretId, pair.SecretKey, surroundings.Clock, own.Region), folder);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
