using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Cli.Tests.Support;

namespace Ringfence.Cli.Tests.Guards;

/// <summary>Guards against a whole server: declared, in the way of a change, gone past by an admin, seen in the audit log.</summary>
public sealed class GuardsTests(CliServer server) : IClassFixture<CliServer>
{
    [Fact]
    public async Task A_guard_stops_what_breaks_it_with_a_packet_and_only_an_admin_goes_past_it()
    {
        await server.Run("groups", "create", "store");
        await server.Run("groups", "create", "shop");
        await server.Run("instances", "register", "store-1", "--device", "gv1", "--ip", "10.9.0.1", "--group", "store");
        await server.Run("instances", "register", "shop-1", "--device", "gv2", "--ip", "10.9.0.2", "--group", "shop");
        await server.Run("rules", "add", "shop", "out", "accept", "tcp:5432", "to", "store");
        await server.Run("rules", "add", "store", "in", "accept", "tcp:5432", "from", "shop");
        Assert.Equal(
            "Declared sealed (guard-........): nothing from outside reaches sg-........ on ALL.\n",
            await server.Run("guards", "create", "sealed", "--from", "outside", "--to", "store", "--service", "ALL"));

        var refused = await server.CommandLine().Run("rules", "add", "store", "in", "accept", "tcp:22", "from", "203.0.113.0/24");
        Assert.Equal((int)ExitCode.Refused, refused.Exit);
        string errors = CliServer.Stable(refused.Errors);
        Assert.Contains("OperationDenied.GuardViolated: The guard guard-........ 'sealed' (nothing from outside reaches sg-........ on ALL) is broken: "
            + "tcp:22 from 203.0.113.1 reaches 10.9.0.1 (eni-........ of ins-........), by the rule store (sg-........) in 1. An admin can go past it with --force-guards.", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("tcp:22", await server.Run("rules", "list", "store"), StringComparison.Ordinal);
        Assert.Equal("1 of 1 guard holds.\n", await server.Run("guards", "check"));

        // The same through a template edit, a binding and a registration: every write is held against it.
        await server.Run("templates", "create", "address", "partners", "10.9.0.2");
        await server.Run("rules", "add", "store", "in", "accept", "tcp:5432", "from", "partners");
        Assert.Equal((int)ExitCode.Refused, (await server.CommandLine().Run("templates", "add", "partners", "198.51.100.7")).Exit);
        await server.Run("groups", "create", "open");
        await server.Run("rules", "add", "open", "in", "accept", "tcp:80", "from", "any");
        Assert.Equal((int)ExitCode.Refused, (await server.CommandLine().Run("bind", "store-1", "open")).Exit);
        Assert.Equal((int)ExitCode.Refused, (await server.CommandLine().Run("instances", "register", "store-2", "--device", "gv3", "--ip", "10.9.0.3", "--group", "store", "--group", "open")).Exit);
        Assert.Equal((int)ExitCode.Refused, (await server.CommandLine().Run("instances", "deregister", "shop-1", "--yes")).Exit);
        Assert.Equal((int)ExitCode.Refused, (await server.CommandLine().Run("groups", "delete", "store", "--yes")).Exit);

        var created = JsonNode.Parse((await server.CommandLine().Run("keys", "create", "operator", "-o", "json")).Output)!;
        var clerk = server.CommandLine();
        clerk.Variables["RINGFENCE_SECRET_ID"] = created["AccessKey"]!["SecretId"]!.GetValue<string>();
        clerk.Variables["RINGFENCE_SECRET_KEY"] = created["SecretKey"]!.GetValue<string>();
        Assert.Contains("UnauthorizedOperation", (await clerk.Run("--force-guards", "rules", "add", "store", "in", "accept", "tcp:22", "from", "203.0.113.0/24")).Errors, StringComparison.Ordinal);
        Assert.Contains("UnauthorizedOperation", (await clerk.Run("guards", "delete", "sealed", "--yes")).Errors, StringComparison.Ordinal);

        var forced = await server.CommandLine().Run("--force-guards", "rules", "add", "store", "in", "accept", "tcp:22", "from", "203.0.113.0/24");
        Assert.Equal(0, forced.Exit);
        Assert.Matches(@"^Went past the guard sealed \(guard-\.{8}\): tcp:22 from 203\.0\.113\.1 reaches 10\.9\.0\.1 .*\n$", CliServer.Stable(forced.Errors));
        var check = await server.CommandLine().Run("guards", "check");
        Assert.Equal((int)ExitCode.Refused, check.Exit);
        Assert.EndsWith("0 of 1 guard holds.\n", check.Output, StringComparison.Ordinal);
        Assert.Contains("VIOLATED", await server.Run("guards", "list"), StringComparison.Ordinal);

        // Tried by force: the guard and the packet are on the record as well as the trial.
        await server.Run("--force-guards", "rules", "add", "store", "in", "accept", "tcp:24", "from", "203.0.113.0/24", "--confirm-within", "90s");
        await server.AuditedAsync(message => message.StartsWith("CreateSecurityGroupPolicies, to be confirmed within 90 s. Forced. The guard guard-", StringComparison.Ordinal)
            && message.Contains("tcp:24 from 203.0.113.1 reaches 10.9.0.1", StringComparison.Ordinal));
        await server.Run("revert");

        // No worse: a change that adds no packet goes through, one that does is refused still.
        await server.Run("rules", "add", "store", "in", "accept", "tcp:22", "from", "203.0.113.9");
        Assert.Equal((int)ExitCode.Refused, (await server.CommandLine().Run("rules", "add", "store", "in", "accept", "tcp:23", "from", "203.0.113.9")).Exit);
        var again = await server.CommandLine().Run("guards", "create", "twice", "--from", "outside", "--to", "store", "--service", "tcp:22");
        Assert.Equal((int)ExitCode.Refused, again.Exit);
        Assert.Contains("already. With --record-violated", again.Errors, StringComparison.Ordinal);
        Assert.StartsWith("Declared twice (guard-........) as violated: tcp:22 from 203.0.113.1 reaches 10.9.0.1 ",
            await server.Run("guards", "create", "twice", "--from", "outside", "--to", "store", "--service", "tcp:22", "--record-violated"), StringComparison.Ordinal);

        Assert.Equal("Deleted twice (guard-........).\n", await server.Run("guards", "delete", "twice", "--yes"));
        Assert.Equal("Deleted sealed (guard-........).\n", await server.Run("guards", "delete", "sealed", "--yes"));
        await server.Run("rules", "add", "store", "in", "accept", "tcp:23", "from", "203.0.113.9");
        await server.AuditedAsync(message => message.StartsWith("Forced. The guard guard-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_word_that_means_nothing_is_told()
    {
        var refused = await server.CommandLine().Run("guards", "create", "x", "--from", "nowhere", "--to", "all", "--service", "ALL");
        Assert.Equal((int)ExitCode.Refused, refused.Exit);
        Assert.Contains("'nowhere' is neither outside, all, tag=KEY:VALUE, an address, nor a group, an address template or an instance.", refused.Errors, StringComparison.Ordinal);
    }
}
