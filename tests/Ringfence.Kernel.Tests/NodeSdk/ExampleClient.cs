using System.Diagnostics;

namespace Ringfence.Kernel.Tests.NodeSdk;

/// <summary>examples/call.mjs, as the README's reader runs it, with the SDK that the tests installed.</summary>
internal static class ExampleClient
{
    /// <summary>Makes a call. The output is what it printed, of either stream.</summary>
    public static async Task<(int Exit, string Output)> CallAsync((Uri Endpoint, string SecretId, string SecretKey) access, params string[] arguments)
    {
        string? reason = VendorSdk.WhyUnavailable();
        Assert.SkipWhen(reason is not null, reason ?? "");
        var start = new ProcessStartInfo("node", [Path.Combine(VendorSdk.Folder, "..", "..", "examples", "call.mjs"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["NODE_PATH"] = Path.Combine(VendorSdk.Folder, "node_modules"),
                ["RINGFENCE_ENDPOINT"] = access.Endpoint.Authority,
                ["RINGFENCE_SECRET_ID"] = access.SecretId,
                ["RINGFENCE_SECRET_KEY"] = access.SecretKey,
            },
        };
        using var node = Process.Start(start) ?? throw new InvalidOperationException("node did not start.");
        string output = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string errors = await node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (node.ExitCode, output + errors);
    }
}
