using Ringfence.Cli.Running;

namespace Ringfence.Cli.Tests.Support;

/// <summary>What a command did.</summary>
internal sealed record CommandResult(int Exit, string Output, string Errors);

/// <summary>Runs the program in this process, with an environment, folders and a terminal of the test's own.</summary>
internal sealed class CommandLine
{
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>What the shell above has, when something between took it away.</summary>
    public Dictionary<string, string> ParentVariables { get; } = [];

    /// <summary>What a person would type; null when there is no terminal.</summary>
    public string? Typed { get; init; }

    public bool OutputIsTerminal { get; init; }

    public string Folder { get; init; } = "/nowhere";

    public string Machine { get; init; } = "elsewhere";

    public async Task<CommandResult> Run(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var surroundings = Surroundings() with { Output = output, Errors = errors };
        int exit = await CliProgram.RunAsync(arguments, surroundings, TestContext.Current.CancellationToken);
        return new CommandResult(exit, output.ToString(), errors.ToString());
    }

    public CliSurroundings Surroundings() => new()
    {
        Input = new StringReader(Typed ?? ""),
        Output = TextWriter.Null,
        Errors = TextWriter.Null,
        InputIsTerminal = Typed is not null,
        OutputIsTerminal = OutputIsTerminal,
        ErrorsAreTerminal = Typed is not null,
        Width = 120,
        Environment = Variables.GetValueOrDefault,
        ParentEnvironment = ParentVariables.GetValueOrDefault,
        CurrentFolder = Folder,
        MachineName = Machine,
        Clock = TimeProvider.System,
    };
}
