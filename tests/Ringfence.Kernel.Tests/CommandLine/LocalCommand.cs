using System.Text.Json.Nodes;
using Ringfence.Cli.Running;

namespace Ringfence.Kernel.Tests.CommandLine;

/// <summary>Runs a command of <c>ringfence</c> that looks into the kernel, in this process.</summary>
internal static class LocalCommand
{
    public static async Task<(int Exit, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        int exit = await CliProgram.RunAsync(arguments, Surroundings(output, errors), TestContext.Current.CancellationToken);
        return (exit, output.ToString(), errors.ToString());
    }

    /// <summary>Runs it for its JSON.</summary>
    public static async Task<(int Exit, JsonNode Json)> JsonAsync(params string[] arguments)
    {
        var (exit, output, errors) = await RunAsync([.. arguments, "--output", "json"]);
        Assert.Empty(errors);
        return (exit, JsonNode.Parse(output)!);
    }

    public static CliSurroundings Surroundings(TextWriter output, TextWriter errors) => new()
    {
        Input = TextReader.Null,
        Output = output,
        Errors = errors,
        InputIsTerminal = false,
        OutputIsTerminal = false,
        ErrorsAreTerminal = false,
        Width = 0,
        Environment = static _ => null,
        ParentEnvironment = static _ => null,
        CurrentFolder = "/",
        MachineName = Environment.MachineName,
        Clock = TimeProvider.System,
    };
}
