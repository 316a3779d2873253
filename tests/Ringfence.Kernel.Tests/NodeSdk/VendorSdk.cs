using System.Diagnostics;
using System.Text.Json;

namespace Ringfence.Kernel.Tests.NodeSdk;

/// <summary>
/// The vendor's unmodified Node SDK in a child process (tests/node-sdk/driver.mjs), one call at a time. What it sends and how it reads the answers is the
/// vendor's code alone.
/// </summary>
internal sealed class VendorSdk : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Web = new() { PropertyNamingPolicy = null };

    private readonly Process _node;
    private int _lastId;

    private VendorSdk(Process node) => _node = node;

    /// <summary>Why the SDK cannot run here, or null when it can.</summary>
    public static string? WhyUnavailable() =>
        !Directory.Exists(Path.Combine(Folder, "node_modules", "tencentcloud-sdk-nodejs"))
            ? $"the vendor's Node SDK is not installed: run ./test, or npm ci in {Folder}"
            : null;

    internal static string Folder
    {
        get
        {
            var directory = new DirectoryInfo(AppContext.BaseDirectory);
            while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Ringfence.slnx")))
                directory = directory.Parent;
            return Path.Combine(directory?.FullName ?? throw new DirectoryNotFoundException("Not in a checkout."), "tests", "node-sdk");
        }
    }

    public static VendorSdk Start(Uri endpoint, string secretId, string secretKey, string region)
    {
        var start = new ProcessStartInfo("node", ["driver.mjs", endpoint.Authority, secretId, secretKey, region])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new VendorSdk(Process.Start(start) ?? throw new InvalidOperationException("node did not start."));
    }

    /// <summary>Calls a method of the SDK's typed client (vpc, cvm, clb, cdb, tag, region) or its generic client (ringfence).</summary>
    /// <exception cref="VendorSdkException">The SDK threw: its code, as a user of the SDK gets it.</exception>
    public async Task<JsonElement> CallAsync(string service, string action, object? parameters = null, object? options = null)
    {
        int id = ++_lastId;
        var request = new Dictionary<string, object?> { ["id"] = id, ["service"] = service, ["action"] = action, ["params"] = parameters ?? new object(), ["options"] = options ?? new object() };
        await _node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(request, Web)).ConfigureAwait(false);
        await _node.StandardInput.FlushAsync().ConfigureAwait(false);
        string line = await _node.StandardOutput.ReadLineAsync().ConfigureAwait(false) ?? throw new InvalidOperationException("The SDK's process ended.");
        var answer = JsonDocument.Parse(line).RootElement;
        Assert.Equal(id, answer.GetProperty("id").GetInt32());
        if (answer.TryGetProperty("error", out var error))
            throw new VendorSdkException(error.GetProperty("code").GetString() ?? "", error.GetProperty("message").GetString() ?? "");
        return answer.GetProperty("response");
    }

    /// <summary>Calls and expects the refusal that a user of the SDK gets.</summary>
    public async Task RefusedAsync(string code, string service, string action, object? parameters = null, object? options = null)
    {
        var refusal = await Assert.ThrowsAsync<VendorSdkException>(() => CallAsync(service, action, parameters, options)).ConfigureAwait(false);
        Assert.Equal(code, refusal.Code);
    }

    public async ValueTask DisposeAsync()
    {
        _node.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await _node.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _node.Kill();
        }

        _node.Dispose();
    }
}

/// <summary>What the SDK threw.</summary>
internal sealed class VendorSdkException(string code, string message) : Exception($"{code}: {message}")
{
    public string Code { get; } = code;
}
