using System.Text.Json.Nodes;
using Ringfence.Cli.Tests.Support;

namespace Ringfence.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("gruops list", "gruops", "ringfence --help")]
    [InlineData("groups", "Required command", "ringfence groups --help")]
    [InlineData("groups show", "Required argument missing", "ringfence groups show --help")]
    [InlineData("groups list --outptu json", "--outptu", "ringfence groups list --help")]
    [InlineData("groups list -o xml", "xml", "ringfence groups list --help")]
    [InlineData("groups rename web", "Nothing to change", "ringfence groups rename --help")]
    [InlineData("rules delete web sideways 0", "sideways", "ringfence rules delete --help")]
    [InlineData("rules move web in 0 -1", "A position is 0 or more.", "ringfence rules move --help")]
    [InlineData("history x", "history: 'x' is not a whole number.", "ringfence history --help")]
    [InlineData("rules move web in a 0", "'a' is not a whole number.", "ringfence rules move --help")]
    [InlineData("audit --last x", "--last: 'x' is not a whole number.", "ringfence audit --help")]
    [InlineData("replay x --flows y", "--flows: 'y' is not a whole number.", "ringfence replay --help")]
    [InlineData("replay x --against y --changes z", "exclude each other", "ringfence replay --help")]
    [InlineData("reach --first x", "--first: 'x' is not a whole number.", "ringfence reach --help")]
    [InlineData("compare 1 --changes x", "a revision or --changes, not both", "ringfence compare --help")]
    [InlineData("status --timeout -1", "--timeout is 0 or more.", "ringfence status --help")]
    public async Task A_command_line_that_is_wrong_is_exit_code_2_and_says_where_to_read(string command, string fault, string help)
    {
        var result = await new CommandLine().Run(command.Split(' '));
        Assert.Equal((2, ""), (result.Exit, result.Output));
        Assert.Contains(fault, result.Errors, StringComparison.Ordinal);
        Assert.EndsWith($"See: {help}\n", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reach --first x -o json", "--first: 'x' is not a whole number.\nSee: ringfence reach --help")]
    [InlineData("groups list -o json", "There is no key pair")]
    public async Task Faults_of_this_side_have_the_form_that_was_asked_for(string command, string fault)
    {
        var result = await new CommandLine().Run(command.Split(' '));
        Assert.Equal((2, ""), (result.Exit, result.Output));
        var error = JsonNode.Parse(result.Errors)!["Error"]!;
        Assert.Equal("Usage", (string)error["Code"]!);
        Assert.StartsWith(fault, (string)error["Message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_keys_the_places_to_put_them_are_named()
    {
        var result = await new CommandLine().Run("groups", "list");
        Assert.Equal(2, result.Exit);
        Assert.Contains("RINGFENCE_SECRET_ID", result.Errors, StringComparison.Ordinal);
        Assert.Contains("/nowhere/.data/credentials.json", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_lists_the_commands()
    {
        var result = await new CommandLine().Run("--help");
        Assert.Equal((0, ""), (result.Exit, result.Errors));
        Assert.Contains("groups", result.Output, StringComparison.Ordinal);
        Assert.Contains("--endpoint", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/?")]
    [InlineData("groups /h")]
    public async Task A_name_that_begins_with_a_slash_is_a_name(string command) => Assert.Equal(2, (await new CommandLine().Run(command.Split(' '))).Exit);

    [Theory]
    [InlineData("gr", "groups")]
    [InlineData("groups re", "rename")]
    [InlineData("rules list web -o j", "json")]
    public async Task The_words_of_completion_come_from_the_program(string line, string word)
    {
        var result = await new CommandLine().Run($"[suggest:{line.Length}]", line);
        Assert.Equal(0, result.Exit);
        Assert.Contains(word, result.Output.Split('\n'));
    }
}
