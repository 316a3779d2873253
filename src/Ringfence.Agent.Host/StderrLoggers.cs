using Microsoft.Extensions.Logging;

namespace Ringfence.Agent.Host;

/// <summary>Logs to standard error, one line each: what a service manager keeps. Starts in no time, which the console logger does not.</summary>
internal sealed class StderrLoggers : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new Logger();

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("There is one way out.");

    public void Dispose()
    {
    }

    private sealed class Logger : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            string cause = exception is null ? "" : $" ({exception.Message})";
            Console.Error.WriteLine($"{logLevel}: {formatter(state, exception)}{cause}");
        }
    }
}
