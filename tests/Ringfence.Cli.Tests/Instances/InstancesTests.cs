using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Cli.Tests.Support;

namespace Ringfence.Cli.Tests.Instances;

public sealed class InstancesTests(CliServer server) : IClassFixture<CliServer>
{
    [Fact]
    public async Task An_instance_is_registered_bound_reordered_and_taken_out()
    {
        foreach (string group in (string[])["web", "admin", "monitoring"])
            await server.Run("groups", "create", group);
        Assert.Matches(
            @"^Registered web1 \(ins-\.{8}\) at revision \d+\.\n$",
            await server.Run(
                "instances", "register", "web1", "--device", "veth-web1", "--ip", "10.99.0.2", "--ip", "2001:db8::2", "--group", "web", "--mac", "02:00:00:00:00:01"));
        Assert.Equal(
            """
            INSTANCE      NAME  INTERFACE     HOST  DEVICE     ADDRESSES               GROUPS
            ins-........  web1  eni-........  h1    veth-web1  10.99.0.2, 2001:db8::2  web

            """,
            await server.Run("instances", "list"));

        Assert.Equal(
            "web1 (ins-........) is bound to web (sg-........), admin (sg-........), monitoring (sg-........).\n",
            await server.Run("bind", "web1", "admin", "monitoring"));
        Assert.Equal(
            "web1 (ins-........) is bound to monitoring (sg-........), web (sg-........), admin (sg-........).\n",
            await server.Run("reorder", "web1", "monitoring", "web", "admin"));
        Assert.Equal("web1 (ins-........) is bound to monitoring (sg-........), admin (sg-........).\n", await server.Run("unbind", "web1", "web"));
        Assert.Equal("web1 (ins-........) is bound to web (sg-........).\n", await server.Run("bind", "web1", "web", "--only"));

        var wrong = await server.CommandLine().Run("reorder", "web1", "admin");
        Assert.Equal((int)ExitCode.Usage, wrong.Exit);
        Assert.Equal(
            """
            ringfence: admin (sg-........) is not bound to web1 (ins-........).
              web (sg-........) is bound to web1 (ins-........) and has no place in the new order.

            """,
            CliServer.Stable(wrong.Errors));

        Assert.Matches(@"^Deregistered web1 \(ins-\.{8}\) at revision \d+\.\n$", await server.Run("instances", "deregister", "web1", "--yes"));
        Assert.Equal("INSTANCE  NAME  INTERFACE  HOST  DEVICE  ADDRESSES  GROUPS\n", await server.Run("instances", "list"));
    }

    [Fact]
    public async Task A_registered_instance_is_changed_by_its_id_and_what_is_not_given_stays()
    {
        await server.Run("groups", "create", "db");
        await server.Run("instances", "register", "db1", "--device", "veth-db1", "--ip", "10.99.1.2", "--group", "db");
        string id = (await server.CommandLine().Run("instances", "list")).Output.Split('\n').First(line => line.Contains("db1", StringComparison.Ordinal)).Split(' ')[0];
        await server.Run("instances", "register", "db2", "--id", id);
        string line = (await server.Run("instances", "list")).Split('\n').First(row => row.Contains("db2", StringComparison.Ordinal));
        Assert.Contains("veth-db1", line, StringComparison.Ordinal);
        Assert.Contains("10.99.1.2", line, StringComparison.Ordinal);
        await server.Run("instances", "deregister", id, "--yes");
    }

    [Fact]
    public async Task Who_registers_without_a_group_is_told_what_the_default_group_accepts()
    {
        Assert.EndsWith("\nBound to default (sg-........), which accepts everything of IPv4 and nothing of IPv6, both ways.\n", await server.Run("instances", "register", "open1", "--device", "veth-open1", "--ip", "10.99.4.2"), StringComparison.Ordinal);
        await server.Run("rules", "add", "default", "in", "drop", "tcp:23", "from", "any", "--at", "0");
        Assert.EndsWith(
            "\nBound to default (sg-........), which accepts something of IPv4 and nothing of IPv6 in, everything of IPv4 and nothing of IPv6 out (ringfence policy open2).\n",
            await server.Run("instances", "register", "open2", "--device", "veth-open2", "--ip", "10.99.4.3"),
            StringComparison.Ordinal);
        await server.Run("groups", "create", "closed1");
        Assert.DoesNotContain("Bound", await server.Run("instances", "register", "closed1", "--device", "veth-closed1", "--ip", "10.99.4.4", "--group", "closed1"), StringComparison.Ordinal);
        await server.Run("instances", "deregister", "open1", "open2", "closed1", "--yes");
        await server.Run("rules", "delete", "default", "in", "0", "1");
    }

    [Fact]
    public async Task Waiting_for_what_nobody_enforces_is_exit_code_5_with_the_table()
    {
        await server.Run("groups", "create", "lonely");
        await server.Run("instances", "register", "lonely1", "--device", "veth-lonely", "--ip", "10.99.2.2", "--host", "elsewhere", "--group", "lonely");
        string status = await server.Run("status", "lonely1");
        Assert.Matches(
            """
            ^INSTANCE                INTERFACE     HOST       DEVICE       STATE     REVISION  DRIVER  ERROR
            lonely1 \(ins-\.{8}\)  eni-\.{8}  elsewhere  veth-lonely  NO_AGENT  0/\d+
            $
            """,
            status);
        var waited = await server.CommandLine().Run("status", "lonely1", "--wait", "--timeout", "1");
        Assert.Equal((int)ExitCode.NotInTime, waited.Exit);
        Assert.Contains("NO_AGENT", waited.Output, StringComparison.Ordinal);
        await server.Run("instances", "deregister", "lonely1", "--yes");
    }

    [Fact]
    public async Task Load_balancers_and_databases_are_bound_by_their_own_verbs()
    {
        await server.Run("groups", "create", "front");
        await server.Run("groups", "create", "back");
        await server.Run("instances", "register", "balancer", "--type", "CLB", "--device", "veth70", "--ip", "10.70.0.1", "--group", "front");
        Assert.Contains("bound to front", await server.Run("unbind", "balancer", "front") + await server.Run("bind", "balancer", "front"), StringComparison.Ordinal);
        Assert.Contains("front (sg-........), back (sg-........)", await server.Run("bind", "balancer", "back"), StringComparison.Ordinal);
        Assert.Contains("back (sg-........), front (sg-........)", await server.Run("reorder", "balancer", "back", "front"), StringComparison.Ordinal);
        Assert.Contains("bound to no groups", await server.Run("unbind", "balancer", "front", "back"), StringComparison.Ordinal);

        var registered = await server.CommandLine().Run("instances", "register", "store", "--type", "CDB", "--device", "veth71", "--ip", "10.71.0.1", "--group", "front", "-o", "json");
        string store = (string)JsonNode.Parse(registered.Output)!["InstanceSet"]![0]!["InstanceId"]!;
        Assert.Contains("front (sg-........), back (sg-........)", await server.Run("bind", store, "back"), StringComparison.Ordinal);
        Assert.Contains("back (sg-........), front (sg-........)", await server.Run("reorder", store, "back", "front"), StringComparison.Ordinal);
        Assert.Contains("bound to back", await server.Run("bind", store, "back", "--only"), StringComparison.Ordinal);
        Assert.Contains("bound to no groups", await server.Run("unbind", store, "back"), StringComparison.Ordinal);
        Assert.Equal((int)ExitCode.Refused, (await server.CommandLine().Run("bind", "cdb-zzzzzzzz", "back")).Exit);
    }
}
