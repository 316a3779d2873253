using System.Diagnostics;

namespace Ringfence.Kernel.Tests.Nftables;

/// <summary>Runs a system tool and waits for it.</summary>
internal static class Command
{
    /// <summary>Standard output; a failure is an exception with standard error.</summary>
    public static string Run(string tool, string arguments, string input = "")
    {
        using var process = Process.Start(new ProcessStartInfo(tool, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{tool} {arguments}: {errors.GetAwaiter().GetResult()}");
    }

    /// <summary>As <see cref="Run"/>, inside a named network namespace.</summary>
    public static string In(string networkNamespace, string command) => Run("ip", $"netns exec {networkNamespace} {command}");
}
