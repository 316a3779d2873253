using System.Diagnostics;

namespace Ringfence.Kernel.Tests.Harness;

/// <summary>The server's command line, for what ends by itself.</summary>
internal static class ServerRun
{
    /// <summary>Runs it to its end.</summary>
    /// <returns>The exit code and what it said on standard error.</returns>
    public static async Task<(int Exit, string Errors)> ToEndAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Ringfence.Server.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var server = Process.Start(start)!;
        string errors = await server.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await server.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (server.ExitCode, errors);
    }
}
