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

    [Fact]
    public async Task Every_card_of_the_machine_is_minded_and_the_registering_of_one()
    {
        await server.Run("groups", "create", "back");
        await server.Run("groups", "create", "guests");
        await server.Run("instances", "register", "front", "--device", "eth1", "--role", "host", "--ip", "192.0.2.17", "--group", "back");
        await server.Run("instances", "register", "rear", "--device", "eth2", "--role", "host", "--ip", "198.51.100.17", "--group", "back");
        await server.Run("instances", "register", "vm", "--device", "veth1", "--ip", "10.0.0.17", "--group", "guests");

        // By the way in's host, and by this machine's name.
        foreach (var commandLine in (CommandLine[])[Over("192.0.2.17"), Over("203.0.113.1", "h1")])
        {
            var asked = await commandLine.Run("unbind", "rear", "back");
            Assert.Equal((int)ExitCode.NotConfirmed, asked.Exit);
            Assert.Contains("is a card of this machine", asked.Errors, StringComparison.Ordinal);
            Assert.Equal(0, (await commandLine.Run("rules", "add", "guests", "in", "accept", "all", "from", "any", "--at", "0", "--preview")).Exit & 3);
        }

        Assert.Equal(0, (await Over("203.0.113.1").Run("rules", "add", "back", "in", "accept", "tcp:1", "from", "any")).Exit);
        var registering = await Over("192.0.2.99").Run("instances", "register", "new", "--device", "eth3", "--role", "host", "--ip", "192.0.2.99");
        Assert.Equal((int)ExitCode.NotConfirmed, registering.Exit);
        Assert.Contains("which is enforced from now on", registering.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_a_way_back_is_warned_and_not_asked()
    {
        await server.Run("groups", "create", "door");
        await server.Run("instances", "register", "self", "--device", "eth9", "--role", "host", "--ip", "192.0.2.27", "--group", "door");
        var tried = await Over("192.0.2.27").Run("rules", "add", "door", "in", "drop", "all", "from", "any", "--confirm-within", "10m");
        Assert.Equal(0, tried.Exit);
        Assert.Contains("(192.0.2.27), whose policy this changes.", tried.Errors, StringComparison.Ordinal);
        Assert.Matches(@"Undone in 600 s, at .*Z, unless you confirm it: ringfence confirm \d+", tried.Errors);
        await server.Run("revert");
    }

    [Fact]
    public async Task Behind_sudo_the_way_in_is_that_of_the_shell_above()
    {
        await server.Run("groups", "create", "gate");
        await server.Run("instances", "register", "sudoer", "--device", "eth10", "--role", "host", "--ip", "192.0.2.37", "--group", "gate");
        var commandLine = server.CommandLine("elsewhere");
        commandLine.ParentVariables["SSH_CONNECTION"] = "198.51.100.9 50000 192.0.2.37 22";
        Assert.Equal((int)ExitCode.NotConfirmed, (await commandLine.Run("rules", "add", "gate", "in", "drop", "all", "from", "any")).Exit);

        // Its own word counts first.
        commandLine.Variables["SSH_CONNECTION"] = "198.51.100.9 50000 192.0.2.38 22";
        Assert.Equal(0, (await commandLine.Run("rules", "add", "gate", "in", "drop", "tcp", "from", "any")).Exit);
    }

    private CommandLine Over(string own, string machine = "elsewhere")
    {
        var commandLine = server.CommandLine(machine);
        commandLine.Variables["SSH_CONNECTION"] = $"198.51.100.9 50000 {own} 22";
        return commandLine;
    }
}
