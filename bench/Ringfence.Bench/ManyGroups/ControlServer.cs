using System.Text.Json;
using System.Text.Json.Nodes;
using Ringfence.Contracts.Client;
using Ringfence.Lab.Client;

namespace Ringfence.Bench.ManyGroups;

/// <summary>A server process that enforces nothing, on an empty data folder beside the benchmark's own files: the disk that is measured.</summary>
internal sealed class ControlServer : IAsyncDisposable
{
    private readonly ServerSettings _settings;
    private readonly ServerProcess _process;

    private ControlServer(ServerSettings settings, ServerProcess process)
    {
        _settings = settings;
        _process = process;
    }

    public string DataFolder => _settings.DataFolder;

    /// <summary>Memory of the server that is in RAM, in MiB.</summary>
    public double ResidentMebibytes => ProcessMemory.ResidentMebibytes(_process.Id);

    public static async Task<ControlServer> StartAsync(CancellationToken cancellationToken)
    {
        string data = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, $"bench-{Guid.NewGuid():N}")).FullName;
        string[] quotas = ["SecurityGroups=100000", "RulesPerDirection=10000", "InstancesPerGroup=100000"];
        var settings = new ServerSettings(Path.Combine(AppContext.BaseDirectory, "Ringfence.Server.dll"), data, null)
        {
            Arguments = ["--datapath", "none", .. quotas.SelectMany(quota => new[] { "--quota", quota })],
        };
        return new ControlServer(settings, await ServerProcess.StartAsync(settings, cancellationToken));
    }

    /// <summary>A client with a connection of its own.</summary>
    public HttpApiClient Connect() => new(_process.Endpoint, _settings.SecretId, _settings.SecretKey, TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(DataFolder, recursive: true);
    }
}

/// <summary>A call to be made.</summary>
internal sealed record ApiCall(ApiService Service, string Action, JsonObject Parameters)
{
    /// <summary>Makes it; a refusal is a fault of the benchmark.</summary>
    public async Task<JsonElement> MakeAsync(IApiClient client, CancellationToken cancellationToken)
    {
        var answer = await client.CallAsync(Service, Action, Parameters, cancellationToken);
        return answer.ErrorCode is null ? answer.Response : throw new ApiRefusedException(Action, answer.ErrorCode, answer.ErrorMessage ?? "");
    }
}
