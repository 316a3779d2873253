using System.Diagnostics;

namespace Ringfence.Kernel.Tests.AgentAlone;

/// <summary>The agent as it is shipped: compiled ahead of time, once for all tests of a class.</summary>
public sealed class PublishedAgent : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ringfence-agent-").FullName;

    public string Path => System.IO.Path.Combine(_folder, "ringfence-agent");

    /// <summary>What the publishing said.</summary>
    public string Log { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Enforcement needs root.");
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(root.FullName, "Ringfence.slnx")))
            root = root.Parent ?? throw new DirectoryNotFoundException("The tests run from a checkout.");
        var (code, log) = await RunAsync("dotnet", "publish", System.IO.Path.Combine(root.FullName, "src/Ringfence.Agent.Host"), "-c", "Release", "-o", _folder, "--use-current-runtime", "-clp:NoSummary");
        Log = log;
        Assert.True(code == 0, log);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Starts the agent; its first line of output says what it enforces.</summary>
    public Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo(Path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    /// <summary>Runs the agent to its end.</summary>
    public Task<(int Code, string Output)> RunToEndAsync(params string[] arguments) => RunAsync(Path, arguments);

    private static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + errors);
    }
}
