using System.Diagnostics;
using System.Globalization;

namespace Ringfence.Journal.Tests.Support;

/// <summary>A change that the writer told to be acknowledged.</summary>
public readonly record struct Acknowledgement(long Revision, int Producer, long Count);

/// <summary>The writer program, running on a data folder.</summary>
public sealed class WriterProcess : IAsyncDisposable
{
    private readonly Process _process;

    private WriterProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public static WriterProcess Start(string folder, int producers)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Ringfence.Journal.Tests.Writer");
        var start = new ProcessStartInfo(program, [folder, producers.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new WriterProcess(Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start."));
    }

    /// <summary>The next acknowledgements, at most this many; fewer when the process ends before.</summary>
    public async Task<List<Acknowledgement>> ReadAsync(int count, CancellationToken cancellationToken)
    {
        var read = new List<Acknowledgement>();
        while (read.Count < count && await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            read.Add(Parse(line));
        if (read.Count < count)
            Assert.Fail($"The writer ended by itself: {await _process.StandardError.ReadToEndAsync(cancellationToken)}");
        return read;
    }

    /// <summary>kill -9, then whatever it had told by then. The last line may be cut only if write(2) was, which a pipe does not do to short lines.</summary>
    public async Task<List<Acknowledgement>> KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        var told = new List<Acknowledgement>();
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            told.Add(Parse(line));
        await _process.WaitForExitAsync(cancellationToken);
        return told;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private static Acknowledgement Parse(string line)
    {
        string[] parts = line.Split(' ');
        return new Acknowledgement(
            long.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture), long.Parse(parts[2], CultureInfo.InvariantCulture));
    }
}
