namespace Ringfence.Cli.Running;

/// <summary>What a command finds around it: tests give their own.</summary>
internal sealed record CliSurroundings
{
    /// <summary>Answers to questions.</summary>
    public required TextReader Input { get; init; }

    /// <summary>What was asked for.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Faults, warnings, questions and progress.</summary>
    public required TextWriter Errors { get; init; }

    /// <summary>Whether somebody can be asked.</summary>
    public required bool InputIsTerminal { get; init; }

    /// <summary>Whether the output is looked at by a person.</summary>
    public required bool OutputIsTerminal { get; init; }

    /// <summary>Whether progress and questions are seen.</summary>
    public required bool ErrorsAreTerminal { get; init; }

    /// <summary>Columns of the terminal.</summary>
    public required int Width { get; init; }

    /// <summary>A variable of the environment; null when it is not set or empty.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>A variable of the environment of the nearest process above that has it; null when none has.</summary>
    public required Func<string, string?> ParentEnvironment { get; init; }

    /// <summary>Where relative paths begin.</summary>
    public required string CurrentFolder { get; init; }

    /// <summary>This machine's name, as an agent on it calls its host unless told otherwise.</summary>
    public required string MachineName { get; init; }

    /// <summary>The clock of signatures and of patience.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>The user's home folder; null without one.</summary>
    public string? Home => Environment("HOME");

    /// <summary>Those of the process.</summary>
    public static CliSurroundings OfThisProcess() => new()
    {
        Input = Console.In,
        Output = Console.Out,
        Errors = Console.Error,
        InputIsTerminal = !Console.IsInputRedirected,
        OutputIsTerminal = !Console.IsOutputRedirected,
        ErrorsAreTerminal = !Console.IsErrorRedirected,
        Width = Console.IsOutputRedirected ? 0 : Console.WindowWidth,
        Environment = static name => System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null,
        ParentEnvironment = static name => Guarding.ParentEnvironment.Find(name, System.Environment.ProcessId),
        CurrentFolder = Directory.GetCurrentDirectory(),
        MachineName = System.Environment.MachineName,
        Clock = TimeProvider.System,
    };
}
