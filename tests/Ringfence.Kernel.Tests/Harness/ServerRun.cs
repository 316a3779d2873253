using System.Diagnostics;

namespace Ringfence.Kernel.Tests.Harness;

/// <summary>The server's command line, for what ends by itself.</summary>
internal static class ServerRun
{
    /// <summary>Runs it to its end.</summary>
    /// <returns>The exit code and what it said on standard error.</returns>
    public static Task<(int Exit, string Errors)> ToEndAsync(params string[] arguments) => RunAsync("dotnet", ["exec", Assembly, .. arguments]);

    /// <summary>Runs it to its end as on a machine without a library: in a mount namespace where an empty file is in its place.</summary>
    public static Task<(int Exit, string Errors)> WithoutAsync(string library, params string[] arguments) =>
        RunAsync("unshare", ["-m", "sh", "-c", $"for file in /usr/lib/*/{library}; do mount --bind /dev/null $file; done; exec dotnet exec \"$@\"", "sh", Assembly, .. arguments]);

    /// <summary>Runs it to its end as in most containers: as root that lacks a capability.</summary>
    public static Task<(int Exit, string Errors)> WithoutCapabilityAsync(string capability, params string[] arguments) =>
        RunAsync("setpriv", [$"--inh-caps=-{capability}", $"--bounding-set=-{capability}", "dotnet", "exec", Assembly, .. arguments]);

    private static string Assembly => Path.Combine(AppContext.BaseDirectory, "Ringfence.Server.dll");

    private static async Task<(int Exit, string Errors)> RunAsync(string command, string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var server = Process.Start(start)!;
        string errors = await server.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await server.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (server.ExitCode, errors);
    }
}
