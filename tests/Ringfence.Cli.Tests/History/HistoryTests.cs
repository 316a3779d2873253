using System.Globalization;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Cli.Tests.Support;

namespace Ringfence.Cli.Tests.History;

public sealed class HistoryTests(CliServer server) : IClassFixture<CliServer>
{
    [Fact]
    public async Task What_was_changed_is_told_and_brought_back()
    {
        await server.Run("groups", "create", "web");
        await server.Run("rules", "add", "web", "in", "accept", "tcp:80", "from", "10.0.0.0/8");
        long good = await Revision();
        await server.Run("rules", "delete", "web", "in", "0");

        string history = await server.Run("history", "--group", "web");
        Assert.Equal(["DeleteSecurityGroupPolicies", "CreateSecurityGroupPolicies", "CreateSecurityGroup"], Column(history, 4));
        Assert.All(Column(history, 2), who => Assert.Equal(CliServer.SecretId, who));
        string one = await server.Run("history", good.ToString(CultureInfo.InvariantCulture));
        Assert.Contains("~ SecurityGroup web (sg-........)\n    Ingress 0 added: ACCEPT tcp:80 10.0.0.0/8\n", one, StringComparison.Ordinal);

        var plan = await server.CommandLine().Run("restore", $"{good}", "--dry-run");
        Assert.Equal((int)ExitCode.PlanHasChanges, plan.Exit);
        Assert.Contains("~ SecurityGroup web", plan.Output, StringComparison.Ordinal);
        Assert.StartsWith("No rules", await server.Run("rules", "list", "web"), StringComparison.Ordinal);

        Assert.Equal((int)ExitCode.NotConfirmed, (await server.CommandLine().Run("restore", $"{good}")).Exit);
        Assert.Equal(CliServer.Stable(plan.Output) + $"Restored revision {good} as revision {good + 2}.\n", await server.Run("restore", $"{good}", "--yes"));
        Assert.Contains("tcp:80", await server.Run("rules", "list", "web"), StringComparison.Ordinal);
        Assert.Equal("Nothing differs.\n", await server.Run("restore", $"{good}", "--dry-run"));
    }

    [Fact]
    public async Task A_revision_that_is_not_there_is_refused()
    {
        var result = await server.CommandLine().Run("history", "999999");
        Assert.Equal((1, ""), (result.Exit, result.Output));
        Assert.Contains("There is no revision 999999", result.Errors, StringComparison.Ordinal);
    }

    private async Task<long> Revision() =>
        JsonNode.Parse((await server.CommandLine().Run("history", "-o", "json")).Output)!["Revision"]!.GetValue<long>();

    private static string[] Column(string table, int column) =>
        [.. table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[column])];
}
