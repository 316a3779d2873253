using System.Runtime.InteropServices;
using Ringfence.Server.Options;

namespace Ringfence.Server.Hosting;

/// <summary>The life of the process: start, say so, wait for a signal, stop.</summary>
internal static class ServerProgram
{
    /// <summary>The journal, the audit log and the saved policies.</summary>
    private const int WritersToDisk = 3;

    /// <summary>Runs to the end. The result is the exit code: 0 after an orderly stop, 1 when it could not start.</summary>
    public static async Task<int> RunAsync(
        ServerOptions options, IServerComposition composition, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        KeepThreadsFree();
        using var loggers = LoggerFactory.Create(logging => logging
            .AddSimpleConsole(console => console.SingleLine = true)
            .SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)

            // It logs with its stack what StartAsync throws too, and we tell that in one line.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None)
            .Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        var surroundings = new ServerSurroundings(TimeProvider.System, loggers);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var terminate = OnSignal(PosixSignal.SIGTERM, stopping);
        using var interrupt = OnSignal(PosixSignal.SIGINT, stopping);
        try
        {
            if (options.Release)
            {
                await output.WriteLineAsync(await composition.ReleaseAsync(options, surroundings, stopping.Token));
                return 0;
            }

            if (options.Demo)
                return await composition.DemonstrateAsync(options, surroundings, output, stopping.Token);
            await using var server = await ServerHost.StartAsync(options, composition, surroundings, stopping.Token);
            await AnnounceAsync(server, options, output);
            await UntilCancelledAsync(stopping.Token);
            return 0;
        }
        catch (StartupException fault)
        {
            await errors.WriteLineAsync($"ringfence: {fault.Message}");
            return 1;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return 0;
        }
    }

    /// <summary>
    /// Who writes to the disk waits for it on a thread of the pool, which has as many as cores and takes half a second to see that it needs another: on two cores an answer and its enforcement would wait
    /// for two other writes.
    /// </summary>
    private static void KeepThreadsFree()
    {
        ThreadPool.GetMinThreads(out int workers, out int completions);
        ThreadPool.SetMinThreads(workers + WritersToDisk, completions);
    }

    private static async Task AnnounceAsync(RunningServer server, ServerOptions options, TextWriter output)
    {
        if (server.KeysAreNew)
        {
            var pair = server.Access.Pair;
            await output.WriteLineAsync(
                $"A key pair was made and is kept in {options.DataFolder} (mode 600); it is shown this once: SecretId {pair.SecretId} SecretKey {pair.SecretKey}");
        }

        string address = server.Access.Address.GetLeftPart(UriPartial.Authority);
        await output.WriteLineAsync($"Ringfence is ready on {address} (data {options.DataFolder}, host {options.HostName}, {server.Enforcement})");
        await output.FlushAsync();
    }

    private static PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource stopping) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            stopping.Cancel();
        });

    private static async Task UntilCancelledAsync(CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancellationToken.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), cancelled))
            await cancelled.Task;
    }
}
