using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Ringfence.Lab.Client;

/// <summary>How to start a server as a process of its own.</summary>
/// <param name="Assembly">Path of <c>Ringfence.Server.dll</c>.</param>
/// <param name="DataFolder">Its data folder.</param>
/// <param name="NetworkNamespace">Where its agent enforces; null when it shall not.</param>
public sealed record ServerSettings(string Assembly, string DataFolder, string? NetworkNamespace)
{
    /// <summary>The key pair's id it is given.</summary>
    public string SecretId { get; init; } = "AKIDringfencelaboratory00000000000000";

    /// <summary>The key it is given.</summary>
    public string SecretKey { get; init; } = "laboratorykey000000000000000000000";

    /// <summary>More arguments: quotas, failsafe ports.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];
}

/// <summary>
/// A running server, apart from this process so that it can be killed at any instant. It listens on a free port of the loopback device and enforces in a laboratory's host.
/// </summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<string> _log;

    private ServerProcess(Process process, List<string> log, Uri endpoint)
    {
        _process = process;
        _log = log;
        Endpoint = endpoint;
    }

    /// <summary>Where it listens.</summary>
    public Uri Endpoint { get; }

    /// <summary>The operating system's number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>What it has printed so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
                return string.Join('\n', _log);
        }
    }

    /// <summary>Starts a server and waits until it says that it is ready.</summary>
    /// <exception cref="IOException">It ended before it was ready; the message holds what it printed.</exception>
    public static async Task<ServerProcess> StartAsync(ServerSettings settings, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                "exec", settings.Assembly, "--port", "0", "--data", settings.DataFolder, .. settings.NetworkNamespace is { } name ? ["--netns", name] : Array.Empty<string>(),
                .. settings.Arguments,
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["RINGFENCE_SECRET_ID"] = settings.SecretId, ["RINGFENCE_SECRET_KEY"] = settings.SecretKey },
        };
        var log = new List<string>();
        var ready = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        void Take(string? line)
        {
            if (line is null)
                return;
            lock (log)
                log.Add(line);
            if (ReadyLine().Match(line) is { Success: true } match)
                ready.TrySetResult(new Uri(match.Groups[1].Value));
        }

        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.Exited += (_, _) => ready.TrySetException(new IOException("The server ended before it was ready."));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            var endpoint = await ready.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken).ConfigureAwait(false);
            return new ServerProcess(process, log, endpoint);
        }
        catch (Exception e)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            process.Dispose();
            lock (log)
                throw new IOException($"{e.Message}\n{string.Join('\n', log)}", e);
        }
    }

    /// <summary>SIGKILL: it cannot do anything about it any more. Returns when it is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().ConfigureAwait(false);
    }

    /// <summary>SIGTERM, as an operator stops it. Returns when it is gone.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync().ConfigureAwait(false);
        await _process.WaitForExitAsync().ConfigureAwait(false);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    [GeneratedRegex(@"ready on (http://[^ ]+)", RegexOptions.CultureInvariant)]
    private static partial Regex ReadyLine();
}
