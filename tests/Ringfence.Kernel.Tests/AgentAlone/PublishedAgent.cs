using System.Diagnostics;
using System.Runtime.InteropServices;
using Ringfence.Kernel.Tests.Harness;

namespace Ringfence.Kernel.Tests.AgentAlone;

/// <summary>The agent as it is shipped: compiled ahead of time, where <c>dotnet publish</c> puts it, and not again when nothing changed.</summary>
public sealed class PublishedAgent : IAsyncLifetime
{
    private static readonly string Project = System.IO.Path.Combine(Repository.Root, "src/Ringfence.Agent.Host");

    public string Path { get; } = System.IO.Path.Combine(Project, $"bin/Release/net10.0/{RuntimeInformation.RuntimeIdentifier}/publish/ringfence-agent");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Enforcement needs root.");
        // Other parts of the suite publish at the same time, and what they publish shares projects.
        var (code, log) = await RunAsync("flock", System.IO.Path.Combine(Repository.Root, "src"), "dotnet", "publish", Project, "-c", "Release", "--use-current-runtime", "-clp:NoSummary");
        Assert.True(code == 0, log);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

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
