using Ringfence.Cli.Running;
using Ringfence.Cli.Tests.Support;

namespace Ringfence.Cli.Tests;

public sealed class SshGuardTests(CliServer server) : IClassFixture<CliServer>
{
    [Fact]
    public async Task What_touches_the_way_in_of_this_session_asks_first_and_nothing_else_does()
    {
        await server.Run("groups", "create", "admin");
        await server.Run("groups", "create", "other");
        await server.Run("instances", "register", "me", "--device", "eth0", "--role", "host", "--ip", "192.0.2.7", "--ip", "2001:db8::7", "--group", "admin");

        foreach (string own in (string[])["192.0.2.7", "2001:db8::7"])
        {
            var asked = await Over(own).Run("rules", "add", "admin", "in", "drop", "all", "from", "any");
            Assert.Equal((int)ExitCode.NotConfirmed, asked.Exit);
            Assert.Contains($"({own}), whose policy this changes", asked.Errors, StringComparison.Ordinal);
            Assert.Equal((int)ExitCode.NotConfirmed, (await Over(own).Run("bind", "me", "other")).Exit);
        }

        Assert.StartsWith("No rules", await server.Run("rules", "list", "admin"), StringComparison.Ordinal);
        Assert.Equal(0, (await Over("192.0.2.7").Run("rules", "add", "other", "in", "drop", "all", "from", "any")).Exit);
        Assert.Equal(0, (await Over("192.0.2.8").Run("rules", "add", "admin", "in", "drop", "tcp", "from", "any")).Exit);
        Assert.Equal(0, (await Over("192.0.2.7").Run("rules", "add", "admin", "in", "drop", "all", "from", "any", "--yes")).Exit);
    }

    private CommandLine Over(string own)
    {
        var commandLine = server.CommandLine();
        commandLine.Variables["SSH_CONNECTION"] = $"198.51.100.9 50000 {own} 22";
        return commandLine;
    }
}
