using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Cli.Tests.Support;

namespace Ringfence.Cli.Tests.Groups;

public sealed class GroupsTests(CliServer server) : IClassFixture<CliServer>
{
    [Fact]
    public async Task A_group_from_its_creation_to_its_end()
    {
        Assert.Equal("Created cellar (sg-........).\n", await server.Run("groups", "create", "cellar", "--description", "below"));
        string list = await server.Run("groups", "list");
        Assert.StartsWith("ID           NAME", list, StringComparison.Ordinal);
        Assert.Contains("sg-........  cellar", list, StringComparison.Ordinal);

        Assert.Equal("Changed cellar (sg-........).\n", await server.Run("groups", "rename", "cellar", "attic"));
        Assert.Equal("Changed attic (sg-........).\n", await server.Run("groups", "rename", "attic", "--description", "above"));
        Assert.Equal(
            """
            GROUP        attic (sg-........)
            description  above
            project      0
            default      no
            mode         enforce
            changed      YYYY-MM-DDTHH:MM:SSZ
            bound to     nothing
            named by     no other group

            No rules: everything is refused, both ways.

            """,
            await server.Run("groups", "show", "attic"));
        Assert.Equal("Deleted attic (sg-........).\n", await server.Run("groups", "delete", "attic", "--yes"));
        Assert.DoesNotContain("attic", await server.Run("groups", "list"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_can_begin_with_the_rules_of_a_template()
    {
        Assert.Equal("Created ready (sg-........).\n", await server.Run("groups", "create", "ready", "--template", "open-major-ports"));
        Assert.Contains("tcp:3389", await server.Run("rules", "list", "ready"), StringComparison.Ordinal);
        var wrong = await server.CommandLine().Run("groups", "create", "unready", "--template", "open-sesame");
        Assert.Equal(1, wrong.Exit);
        Assert.Contains("open-all-ports", wrong.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clone_has_the_rules_and_a_name_of_its_own()
    {
        await server.Run("groups", "create", "original");
        await server.Run("rules", "add", "original", "in", "accept", "tcp:80", "from", "10.0.0.0/8");
        Assert.Equal("Cloned original (sg-........) as copy (sg-........).\n", await server.Run("groups", "clone", "original", "copy"));
        Assert.Equal(await server.Run("rules", "list", "original"), await server.Run("rules", "list", "copy"));
    }

    [Fact]
    public async Task Json_has_the_APIs_names()
    {
        var created = JsonNode.Parse((await server.CommandLine().Run("groups", "create", "json", "-o", "json")).Output)!;
        string id = created["SecurityGroup"]!["SecurityGroupId"]!.GetValue<string>();
        var listed = JsonNode.Parse((await server.CommandLine().Run("groups", "list", "--output", "json")).Output)!;
        Assert.Contains(listed["SecurityGroupSet"]!.AsArray(), group => group!["SecurityGroupId"]!.GetValue<string>() == id);
        Assert.Equal(listed["SecurityGroupSet"]!.AsArray().Count, listed["TotalCount"]!.GetValue<int>());
        var shown = JsonNode.Parse((await server.CommandLine().Run("groups", "show", id, "-o", "json")).Output)!.AsObject();
        Assert.Equal(
            ["SecurityGroup", "SecurityGroupPolicySet", "SecurityGroupAssociationStatistics", "ReferredSecurityGroup", "SecurityGroupMode"], shown.Select(member => member.Key));
    }

    [Fact]
    public async Task More_groups_than_fit_on_a_page_are_all_listed()
    {
        for (int i = 0; i < 40; i++)
            await server.Run("groups", "create", $"page-{i}");
        var listed = JsonNode.Parse((await server.CommandLine().Run("groups", "list", "-o", "json")).Output)!;
        Assert.True(listed["TotalCount"]!.GetValue<int>() >= 40);
    }

    [Fact]
    public async Task A_mistyped_name_suggests_the_nearest_and_a_name_of_two_groups_asks_for_the_id()
    {
        await server.Run("groups", "create", "frontend");
        var mistyped = await server.CommandLine().Run("groups", "show", "fronted");
        Assert.Equal((1, "ringfence: ResourceNotFound: There is no security group 'fronted'. Did you mean 'frontend'?\n"), (mistyped.Exit, mistyped.Errors));

        await server.Run("groups", "create", "twice");
        await server.Run("groups", "create", "twice");
        var ambiguous = await server.CommandLine().Run("groups", "delete", "twice", "--yes");
        Assert.Equal(2, ambiguous.Exit);
        Assert.Equal("ringfence: 2 security groups are called 'twice': sg-........, sg-......... Give the id.\n", CliServer.Stable(ambiguous.Errors));
    }

    [Fact]
    public async Task A_shell_is_offered_the_names_that_the_server_has_and_nothing_when_it_has_no_answer()
    {
        await server.Run("groups", "create", "completed");
        const string line = "groups show compl";
        var offered = await server.CommandLine().Run($"[suggest:{line.Length}]", line);
        Assert.Equal((0, "", "completed\n"), (offered.Exit, offered.Errors, offered.Output));
        var nobody = await new CommandLine().Run($"[suggest:{line.Length}]", line);
        Assert.Equal((0, "", ""), (nobody.Exit, nobody.Errors, nobody.Output.Trim()));
    }

    [Fact]
    public async Task A_refusal_has_the_vendors_code_every_fault_and_exit_code_1()
    {
        var refused = await server.CommandLine().Run("groups", "create", new string('x', 61), "--description", new string('y', 101), "-o", "json");
        Assert.Equal(((int)ExitCode.Refused, ""), (refused.Exit, refused.Output));
        var error = JsonNode.Parse(refused.Errors)!;
        Assert.Equal("InvalidParameterValue.TooLong", error["Error"]!["Code"]!.GetValue<string>());
        Assert.Contains("GroupName", error["Error"]!["Message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("GroupDescription", error["Error"]!["Message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.NotNull(error["RequestId"]);
    }

    [Fact]
    public async Task Deleting_asks_and_takes_only_yes_for_an_answer()
    {
        await server.Run("groups", "create", "precious");
        var unasked = await server.CommandLine().Run("groups", "delete", "precious");
        Assert.Equal((int)ExitCode.NotConfirmed, unasked.Exit);
        Assert.Contains("give --yes", unasked.Errors, StringComparison.Ordinal);

        var refused = await Answering("n\n").Run("groups", "delete", "precious");
        Assert.Equal((int)ExitCode.NotConfirmed, refused.Exit);
        Assert.Contains("precious", await server.Run("groups", "list"), StringComparison.Ordinal);

        var agreed = await Answering("y\n").Run("groups", "delete", "precious");
        Assert.Equal(0, agreed.Exit);
        Assert.Equal("Delete precious (sg-........) and its rules? [y/N] ", CliServer.Stable(agreed.Errors));
    }

    private CommandLine Answering(string typed)
    {
        var commandLine = new CommandLine { Typed = typed };
        foreach (var (name, value) in server.CommandLine().Variables)
            commandLine.Variables[name] = value;
        return commandLine;
    }
}
