using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Cli.Tests.Support;

namespace Ringfence.Cli.Tests.Auditing;

public sealed class AuditTests(CliServer server) : IClassFixture<CliServer>
{
    [Fact]
    public async Task What_was_done_and_what_was_refused_is_listed_newest_first_over_pages()
    {
        const int changes = 120;
        await server.Run("groups", "create", "g0");
        for (int i = 0; i < changes; i++)
            await server.Run("groups", "rename", $"g{i}", $"g{i + 1}");
        await server.CommandLine().Run("groups", "rename", $"g{changes}", new string('x', 100));

        var refused = await EntriesAsync(1, "--refused");
        Assert.Equal(("ModifySecurityGroupAttribute", CliServer.SecretId), ((string)refused[0]!["Action"]!, (string)refused[0]!["SecretId"]!));
        Assert.NotEmpty((string)refused[0]!["Code"]!);

        var made = await EntriesAsync(110, "--last", "110", "--key", CliServer.SecretId);
        Assert.All(made, entry => Assert.Equal("ModifySecurityGroupAttribute", (string)entry!["Action"]!));
        Assert.Equal(made.Select(entry => (string)entry!["Time"]!).OrderDescending(StringComparer.Ordinal), made.Select(entry => (string)entry!["Time"]!));

        string table = await server.Run("audit", "--last", "3", "--action", "ModifySecurityGroupAttribute");
        Assert.Equal(4, table.TrimEnd().Split('\n').Length);
        Assert.StartsWith("TIME", table, StringComparison.Ordinal);
        Assert.Equal((int)ExitCode.Usage, (await server.CommandLine().Run("audit", "--last", "0")).Exit);
    }

    /// <summary>Entries of renamings, once there are so many: records reach the log moments after the answer.</summary>
    private async Task<JsonArray> EntriesAsync(int count, params string[] options)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            var entries = JsonNode.Parse(await server.Run(["audit", "--action", "ModifySecurityGroupAttribute", "-o", "json", .. options]))!["AuditSet"]!.AsArray();
            if (entries.Count == count)
                return entries;
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    [Fact]
    public async Task Operators_and_readers_are_turned_away()
    {
        foreach (string role in (string[])["operator", "reader"])
        {
            var pair = JsonNode.Parse((await server.CommandLine().Run("keys", "create", role, "-o", "json")).Output)!;
            var result = await server.CommandLine().Run("audit", "--secret-id", (string)pair["AccessKey"]!["SecretId"]!, "--secret-key", (string)pair["SecretKey"]!);
            Assert.Equal((int)ExitCode.Refused, result.Exit);
            Assert.Contains("UnauthorizedOperation", result.Errors, StringComparison.Ordinal);
        }
    }
}
