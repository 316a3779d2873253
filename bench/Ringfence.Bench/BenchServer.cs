using Ringfence.Contracts.Client;
using Ringfence.Lab.Client;
using Ringfence.Lab.Topology;

namespace Ringfence.Bench;

/// <summary>A laboratory and a server process of its own for one benchmark, on an empty data folder.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private readonly string _data;
    private readonly ServerProcess _process;
    private readonly HttpApiClient _client;

    private BenchServer(string data, Laboratory lab, ServerProcess process, HttpApiClient client)
    {
        _data = data;
        Lab = lab;
        _process = process;
        _client = client;
        Api = new SecurityGroupClient(client);
    }

    public Laboratory Lab { get; }

    public SecurityGroupClient Api { get; }

    /// <summary>Memory of the server that is in RAM, in MiB.</summary>
    public double ResidentMebibytes => ProcessMemory.ResidentMebibytes(_process.Id);

    public static async Task<BenchServer> StartAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var lab = await Laboratory.CreateAsync(new LabLayout { Stations = [new("web") { Silent = true }], SilentOutside = true });
        string data = Directory.CreateTempSubdirectory("ringfence-bench-").FullName;
        try
        {
            var settings = new ServerSettings(Path.Combine(AppContext.BaseDirectory, "Ringfence.Server.dll"), data, lab.Host.Namespace.Name) { Arguments = arguments };
            var process = await ServerProcess.StartAsync(settings, cancellationToken);
            return new BenchServer(data, lab, process, new HttpApiClient(process.Endpoint, settings.SecretId, settings.SecretKey, TimeProvider.System));
        }
        catch
        {
            await lab.DisposeAsync();
            Directory.Delete(data, recursive: true);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.DisposeAsync();
        await Lab.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }
}
