using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Cli.Tests.Support;

namespace Ringfence.Cli.Tests.Keys;

public sealed class KeysTests(CliServer server) : IClassFixture<CliServer>
{
    [Fact]
    public async Task A_readers_pair_reads_changes_nothing_and_can_be_taken_away()
    {
        var created = JsonNode.Parse((await server.CommandLine().Run("keys", "create", "reader", "--description", "the wall screen", "-o", "json")).Output)!;
        string id = created["AccessKey"]!["SecretId"]!.GetValue<string>();
        var reader = server.CommandLine();
        reader.Variables["RINGFENCE_SECRET_ID"] = id;
        reader.Variables["RINGFENCE_SECRET_KEY"] = created["SecretKey"]!.GetValue<string>();
        Assert.Equal(0, (await reader.Run("groups", "list")).Exit);
        Assert.Equal((int)ExitCode.Refused, (await reader.Run("groups", "create", "x")).Exit);

        string list = await server.Run("keys", "list");
        string line = list.Split('\n').Single(row => row.StartsWith(id, StringComparison.Ordinal));
        Assert.Contains("reader", line, StringComparison.Ordinal);
        Assert.EndsWith("the wall screen", line, StringComparison.Ordinal);

        Assert.Equal($"{id} is inactive.\n", await server.Run("keys", "disable", id));
        Assert.Equal((int)ExitCode.Refused, (await reader.Run("groups", "list")).Exit);
        Assert.Equal($"{id} is active.\n", await server.Run("keys", "enable", id));
        Assert.Equal(0, (await reader.Run("groups", "list")).Exit);
        Assert.Equal((int)ExitCode.NotConfirmed, (await server.CommandLine().Run("keys", "delete", id)).Exit);
        Assert.Equal($"Deleted {id}.\n", await server.Run("keys", "delete", id, "--yes"));
        Assert.DoesNotContain(id, await server.Run("keys", "list"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_secret_is_shown_once_to_people_too() =>
        Assert.Matches("^SecretId   AKID\\w+\nSecretKey  \\w+\nThe secret is not shown again.\n$", await server.Run("keys", "create", "operator"));
}
