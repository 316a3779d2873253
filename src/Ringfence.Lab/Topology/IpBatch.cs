using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Ringfence.Lab.Topology;

/// <summary>Commands for iproute2, run by one process per namespace: device creation is rare, and iproute2 knows the kernel's oddities.</summary>
internal sealed class IpBatch(string namespaceName)
{
    private readonly StringBuilder _commands = new();

    public IpBatch Add(string command)
    {
        _commands.Append(command).Append('\n');
        return this;
    }

    /// <summary>Runs the commands in order, up to the first that fails.</summary>
    /// <exception cref="IOException">One failed, with what iproute2 said.</exception>
    public async Task RunAsync()
    {
        if (_commands.Length == 0)
            return;
        var start = new ProcessStartInfo("ip", ["-n", namespaceName, "-batch", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Start(start);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        await process.StandardInput.WriteAsync(_commands).ConfigureAwait(false);
        process.StandardInput.Close();
        await process.WaitForExitAsync().ConfigureAwait(false);
        await output.ConfigureAwait(false);
        if (process.ExitCode != 0)
            throw new IOException($"ip -n {namespaceName}: {(await error.ConfigureAwait(false)).Trim()}");
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new IOException("The laboratory needs the command ip (package iproute2).", e);
        }
    }
}
