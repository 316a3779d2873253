using Ringfence.Cli.Running;
using Ringfence.Cli.Tests.Support;

namespace Ringfence.Cli.Tests.Trials;

/// <summary><c>--confirm-within</c> of every kind of change, and what ends the wait.</summary>
public sealed class TrialTests(CliServer server) : IClassFixture<CliServer>
{
    [Fact]
    public async Task Every_change_of_policies_can_be_tried_and_comes_undone_or_stays()
    {
        await server.Run("groups", "create", "web");
        await server.Run("groups", "create", "app");
        await server.Run("rules", "add", "web", "in", "accept", "tcp:80", "from", "any");
        await server.Run("instances", "register", "vm", "--device", "veth1", "--ip", "10.0.0.1", "--group", "web");
        await server.Run("templates", "create", "address", "block", "10.0.0.0/8");
        string before = await StateAsync();

        string[][] changes =
        [
            ["bind", "vm", "app"],
            ["bind", "vm", "app", "--only"],
            ["rules", "add", "web", "in", "accept", "tcp:443", "from", "any"],
            ["rules", "delete", "web", "in", "0"],
            ["rules", "move", "web", "in", "0", "1"],
            ["rules", "replace", "web", "in", "0", "drop", "icmp", "from", "0.0.0.0/0"],
            ["groups", "rename", "web", "front"],
            ["groups", "delete", "app", "--yes"],
            ["templates", "add", "block", "192.168.0.0/16"],
            ["restore", "1", "--yes"],
        ];
        foreach (string[] change in changes)
        {
            var tried = await server.CommandLine().Run([.. change, "--confirm-within", "90s"]);
            Assert.True(tried.Exit == 0, $"{string.Join(' ', change)}: {tried.Errors}");
            Assert.Contains("Undone in 90 s, at ", tried.Errors, StringComparison.Ordinal);
            Assert.NotEqual(before, await StateAsync());
            Assert.Contains(" is undone, as revision ", await server.Run("revert"), StringComparison.Ordinal);
            Assert.Equal(before, await StateAsync());
        }

        await server.CommandLine().Run("groups", "rename", "web", "front", "--confirm-within", "1h");
        var refused = await server.CommandLine().Run("groups", "create", "other");
        Assert.Equal((int)ExitCode.Refused, refused.Exit);
        Assert.Contains("UnsupportedOperation.MutexOperationTaskRunning", refused.Errors, StringComparison.Ordinal);
        Assert.Contains(" stays, as revision ", await server.Run("confirm"), StringComparison.Ordinal);
        Assert.Contains("front", await server.Run("groups", "list"), StringComparison.Ordinal);
        Assert.Equal((int)ExitCode.Refused, (await server.CommandLine().Run("confirm")).Exit);
        Assert.Equal((int)ExitCode.Refused, (await server.CommandLine().Run("revert", "1")).Exit);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("0s")]
    [InlineData("-1s")]
    [InlineData("61m")]
    [InlineData("99999999999s")]
    [InlineData("999999999h")]
    [InlineData("s")]
    public async Task A_time_that_is_none_is_told_before_anything_is_sent(string time)
    {
        var result = await server.CommandLine().Run("bind", "vm", "app", "--confirm-within", time);
        Assert.Equal((int)ExitCode.Usage, result.Exit);
        Assert.Contains($"'{time}' is no time from 1s to 1h", result.Errors, StringComparison.Ordinal);
    }

    private async Task<string> StateAsync() =>
        await server.Run("export", "--by-name") + await server.Run("instances", "list") + await server.Run("templates", "list");
}
