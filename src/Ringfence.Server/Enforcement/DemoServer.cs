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

    private readonly Func<ValueTask<string>> _release;

    private DemoServer(RunningServer server, HttpApiClient client, string folder, Func<ValueTask<string>> release)
    {
        _release = release;
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
            // The options of the command line count, but for what would make the demonstration touch anything outside the lab, or have nothing to show.
            var own = options with
            {
                Port = 0,
                NetNs = networkNamespace,
                DataFolder = folder,
                Datapath = options.Datapath == DatapathChoice.None ? DatapathChoice.Automatic : options.Datapath,
            };
            var server = await ServerHost.StartAsync(own, composition, surroundings, cancellationToken);
            var (address, pair) = server.Access;
            var client = new HttpApiClient(address, pair.SecretId, pair.SecretKey, surroundings.Clock, own.Region);
            return new DemoServer(server, client, folder, () => composition.ReleaseAsync(own, surroundings, CancellationToken.None));
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
        // A server that stops leaves the kernel enforcing, and what is pinned would outlive the lab's namespace.
        await _release();
        Directory.Delete(_folder, recursive: true);
    }
}
