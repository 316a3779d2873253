namespace Ringfence.Cli.Running;

/// <summary>
/// Ends a command, from however deep in its calls: thrown where going on makes no sense, caught in one place (<see cref="CommandRunner"/>), where it becomes lines
/// on standard error and the exit code.
/// </summary>
internal sealed class CommandFailure(ExitCode exitCode, string? code, params IReadOnlyList<string> faults) : Exception(string.Join('\n', faults))
{
    /// <summary>How the process ends.</summary>
    public ExitCode ExitCode { get; } = exitCode;

    /// <summary>The vendor's error code; null when the fault was found on this side.</summary>
    public string? Code { get; } = code;

    /// <summary>Every fault, a line each.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;

    /// <summary>The request that was refused, as the audit log names it.</summary>
    public string? RequestId { get; init; }

    /// <summary>The arguments or a file are wrong.</summary>
    public static CommandFailure Usage(params IReadOnlyList<string> faults) => new(ExitCode.Usage, null, faults);

    /// <summary>Nobody has this name.</summary>
    public static CommandFailure NotFound(string fault) => new(ExitCode.Refused, "ResourceNotFound", fault);
}
