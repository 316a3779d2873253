using System.ComponentModel;
using System.Diagnostics;

namespace Ringfence.Bench.Datapath.Topology;

/// <summary>Runs other programs.</summary>
internal static class Tool
{
    /// <summary>Runs a program to its end.</summary>
    /// <param name="input">What it reads.</param>
    /// <param name="command">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>What it printed.</returns>
    /// <exception cref="IOException">It is not installed, or it failed; with what it said.</exception>
    public static async Task<string> RunAsync(string input, string command, params IEnumerable<string> arguments)
    {
        using var process = Start(command, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read everything: its exit code and message say why.
        }

        await process.WaitForExitAsync();
        string printed = await output, complaint = await error;
        return process.ExitCode == 0 ? printed : throw new IOException($"{command} {string.Join(' ', arguments)}: {complaint.Trim()}");
    }

    /// <summary>Starts a program whose input and output the caller keeps.</summary>
    /// <exception cref="IOException">It is not installed.</exception>
    public static Process Start(string command, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new IOException($"{command} is not installed.", e);
        }
    }
}
