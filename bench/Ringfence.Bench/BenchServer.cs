using System.Diagnostics;
using Ringfence.Contracts.Client;
using Ringfence.Lab.Client;
using Ringfence.Lab.Topology;

namespace Ringfence.Bench;

/// <summary>A laboratory and a server process of its own for one benchmark, on an empty data folder.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "Ringfence.Server.dll");

    private readonly string _data;
    private readonly IReadOnlyList<string> _arguments;
    private readonly ServerProcess _process;
    private readonly HttpApiClient _client;

    private BenchServer(string data, IReadOnlyList<string> arguments, Laboratory lab, ServerProcess process, HttpApiClient client)
    {
        _data = data;
        _arguments = arguments;
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
            var settings = new ServerSettings(Assembly, data, lab.Host.Namespace.Name) { Arguments = arguments };
            var process = await ServerProcess.StartAsync(settings, cancellationToken);
            return new BenchServer(data, arguments, lab, process, new HttpApiClient(process.Endpoint, settings.SecretId, settings.SecretKey, TimeProvider.System));
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
        await ReleaseAsync();
        await Lab.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    /// <summary>Takes everything out of the kernel: what a driver has pinned would keep the namespace.</summary>
    private async Task ReleaseAsync()
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Assembly, "--release", "--data", _data, "--netns", Lab.Host.Namespace.Name, .. _arguments])
        {
            RedirectStandardOutput = true,
        };
        using var release = Process.Start(start)!;
        await release.StandardOutput.ReadToEndAsync();
        await release.WaitForExitAsync();
    }
}
