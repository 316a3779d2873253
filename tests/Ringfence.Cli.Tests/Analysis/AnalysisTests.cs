using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Cli.Tests.Support;

namespace Ringfence.Cli.Tests.Analysis;

/// <summary>Questions about a deployment of a web server, open to the world on 80 and, by mistake, 22, and a database that it may not reach.</summary>
public sealed class AnalysisTests(CliServer server) : IClassFixture<CliServer>, IAsyncLifetime
{
    private const string Limits =
        """

        Note: Only Ringfence's own policies are judged: other firewalls on the hosts, routing and address translation are not seen.
        Note: What always passes (ARP, neighbour discovery, DHCP) and the failsafe ports of role host are not part of the answer.
        Note: ICMP messages other than echo, timestamp, information, address mask and node information requests open no flow: by themselves they are dropped whatever the rules say.

        """;

    public async ValueTask InitializeAsync()
    {
        if ((await server.CommandLine().Run("groups", "show", "web")).Exit == 0)
            return;
        await server.Run("groups", "create", "web");
        await server.Run("groups", "create", "db");
        await server.Run("rules", "add", "web", "in", "accept", "tcp:22,80", "from", "0.0.0.0/0");
        await server.Run("rules", "add", "web", "out", "accept", "tcp", "to", "db");
        await server.Run("rules", "add", "db", "in", "drop", "tcp:5432", "from", "10.0.0.0/24");
        await server.Run("rules", "add", "db", "in", "accept", "tcp:5432", "from", "web");
        await server.Run("instances", "register", "web-1", "--device", "veth-w", "--ip", "10.0.0.1", "--group", "web");
        await server.Run("instances", "register", "db-1", "--device", "veth-d", "--ip", "10.0.0.2", "--group", "db");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_drop_is_explained_at_each_interface_with_every_rule_and_the_edit_that_turns_it()
    {
        Assert.Equal(
            """
            web-1 10.0.0.1 to db-1 10.0.0.2, tcp:5432: DROP at revision 8

            out at web-1 10.0.0.1: ACCEPT
            PLACE                    RULE                            RESULT
            web (sg-........) out 0  accept tcp to db (sg-........)  decides
            To turn it: ringfence rules add web out drop tcp:5432 to 10.0.0.2 --at 0

            in at db-1 10.0.0.2: DROP
            PLACE                  RULE                                    RESULT
            db (sg-........) in 0  drop tcp:5432 from 10.0.0.0/24          decides
            db (sg-........) in 1  accept tcp:5432 from web (sg-........)  would accept it
            To turn it: ringfence rules add db in accept tcp:5432 from 10.0.0.1 --at 0

            """ + Limits,
            await server.Run("explain", "web-1", "db", "tcp:5432"));
        Assert.StartsWith("10.0.0.2 to 192.0.2.1, icmp: DROP", (await server.Run("explain", "10.0.0.2", "192.0.2.1", "icmp")).Replace("db-1 ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revisions_are_compared_by_what_they_open_and_cut()
    {
        Assert.Equal(
            """
            EFFECT  WAY  PEER         SERVICE  EXAMPLE          AT
            opens   out  10.0.0.2/32  tcp      10.0.0.2 tcp:22  web-1 (eni-........)
            Enforced from then on, so that what their policies do not accept is cut: db-1 (eni-........)
            2 interfaces have packets that get another verdict.

            """ + Limits,
            await server.Run("compare", "7", "8"));
        Assert.Equal("No effect: no packet of any interface gets another verdict.\n", await server.Run("compare", "4", "3"));
    }

    [Fact]
    public async Task Nobody_reaches_what_nobody_accepts()
    {
        Assert.Equal("Nobody reaches anybody of these at revision 8.\n" + Limits, await server.Run("reach", "--to", "db"));
        Assert.Equal(8, (long)JsonNode.Parse((await server.CommandLine().Run("reach", "-o", "json")).Output)!["Revision"]!);
    }

    [Fact]
    public async Task The_past_is_compared_with_now()
    {
        Assert.StartsWith("Nothing has changed in who reaches whom.", await server.Run("reach", "--since", "4"), StringComparison.Ordinal);
        Assert.Contains(
            """
            REVISION  CRITICAL  HIGH  MEDIUM  LOW
            6         0         0     0       0
            7         1         0     0       0
            8         1         0     0       0

            """,
            await server.Run("expose", "--since", "6"), StringComparison.Ordinal);
        Assert.EndsWith("Rules of these hosts are not called unhit, because they cannot tell: h1\n", await server.Run("lint", "--unhit", "0"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_open_to_the_world_and_what_does_nothing_is_told_with_the_rules()
    {
        Assert.StartsWith(
            """
            SEVERITY  SERVICES   PLACE                   RULE                             AT                    EXAMPLE         FIX
            critical  tcp:22,80  web (sg-........) in 0  accept tcp:22,80 from 0.0.0.0/0  web-1 (eni-........)  1.0.0.0 tcp:22  keep tcp:80

            """,
            await server.Run("expose"), StringComparison.Ordinal);
        Assert.Equal(
            """
            FINDING                PLACE                  RULE                                    BECAUSE OF             EXAMPLE
            shadowed contradicted  db (sg-........) in 1  accept tcp:5432 from web (sg-........)  db (sg-........) in 0

            """,
            await server.Run("lint", "db"));
    }

    [Fact]
    public async Task An_effective_policy_is_its_rules_and_what_they_accept_together() =>
        Assert.Equal(
            """
            eni-........ at revision 8

            PLACE                   RULE
            web (sg-........) in 0  accept tcp:22,80 from 0.0.0.0/0

            ACCEPTED IN: from  SERVICES
            0.0.0.0/0          tcp:22,80

            PLACE                    RULE
            web (sg-........) out 0  accept tcp to db (sg-........)

            ACCEPTED OUT: to  SERVICES
            10.0.0.2/32       tcp

            """,
            await server.Run("policy", "web-1"));

    [Theory]
    [InlineData("explain web-1 db-1 tcp", 1, "MissingParameter")]
    [InlineData("explain web-1 db-1 tcp:", 2, "'tcp:' is not a service")]
    [InlineData("explain web-1 db-1 tcp:70000", 2, "'70000' is not a port")]
    [InlineData("explain web-1 db-11 tcp:1", 1, "Did you mean 'db-1'?")]
    [InlineData("compare", 2, "Give a revision, or --changes.")]
    [InlineData("compare 1 --changes x", 2, "Give a revision or --changes, not both.")]
    [InlineData("compare x", 2, "compare: 'x' is not a whole number.")]
    [InlineData("compare 99", 1, "There is no revision 99")]
    [InlineData("policy nobody", 1, "There is no instance 'nobody'")]
    public async Task Bad_questions_are_told(string command, int exit, string fault)
    {
        var result = await server.CommandLine().Run(command.Split(' '));
        Assert.Equal(exit, result.Exit);
        Assert.Contains(fault, result.Errors, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("rules add db in accept tcp:443 from 192.0.2.0/24", "opens   in   192.0.2.0/24  tcp:443")]
    [InlineData("rules replace web in 0 accept tcp:80 from 0.0.0.0/0", "cuts    in   0.0.0.0/0  tcp:22")]
    [InlineData("rules move db in 1 0", "opens   in   10.0.0.1/32  tcp:5432")]
    [InlineData("rules delete web in 0", "cuts    in   0.0.0.0/0  tcp:22,80")]
    [InlineData("rules delete db in 1", null)]
    [InlineData("bind db-1 web", "opens   in   0.0.0.0/0    tcp:22,80")]
    [InlineData("bind web-1 db --only", "cuts    in   0.0.0.0/0    tcp:22,80")]
    [InlineData("instances deregister db-1", "No longer enforced, so that everything passes there: db-1")]
    [InlineData("templates create address offices 192.0.2.1", null)]
    [InlineData("restore 2", "cuts    in   0.0.0.0/0    tcp:22,80")]
    public async Task A_preview_shows_the_effect_and_changes_nothing(string command, string? row)
    {
        string before = await server.Run("history", "--last", "1");
        var result = await server.CommandLine().Run([.. command.Split(' '), "--preview"]);
        Assert.Equal((int)(row is null ? ExitCode.Ok : ExitCode.PlanHasChanges), result.Exit);
        Assert.Contains(row ?? "No effect", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was changed.\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(before, await server.Run("history", "--last", "1"));
    }

    [Fact]
    public async Task A_preview_of_what_would_be_refused_is_refused()
    {
        var result = await server.CommandLine().Run("groups", "delete", "web", "--preview");
        Assert.Equal((int)ExitCode.Refused, result.Exit);
        Assert.Contains("ResourceInUse", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interface_that_would_send_otherwise_is_told_at_a_preview()
    {
        var instances = JsonNode.Parse((await server.CommandLine().Run("instances", "list", "-o", "json")).Output)!["InstanceSet"]!.AsArray();
        string id = instances.Single(one => one!["InstanceName"]!.ToString() == "db-1")!["InstanceId"]!.ToString();
        string[] register = ["instances", "register", "db-1", "--id", id, "--device", "veth-d", "--preview"];
        var unchecked_ = await server.CommandLine().Run([.. register, "--no-source-check"]);
        Assert.Equal((int)ExitCode.PlanHasChanges, unchecked_.Exit);
        Assert.Matches(@"^Altered at db-1 \(eni-\w{8}\): source check\. It may send from any address\.\n1 interface has", unchecked_.Output);
        var moved = await server.CommandLine().Run([.. register, "--ip", "10.0.0.9"]);
        Assert.Matches(@"\nAltered at db-1 \(eni-\w{8}\): addresses\. What it sends from other than its own addresses is dropped\.\n", moved.Output);
    }

    [Fact]
    public async Task A_document_is_previewed_as_a_whole_and_calls_from_a_file()
    {
        string folder = Directory.CreateTempSubdirectory("ringfence-preview-").FullName;
        try
        {
            var command = server.CommandLine();
            string document = (await command.Run("export", "--by-name")).Output;
            await File.WriteAllTextAsync(Path.Combine(folder, "groups.yaml"), document.Replace("22,80", "80", StringComparison.Ordinal), TestContext.Current.CancellationToken);
            var applied = await command.Run("apply", "-f", Path.Combine(folder, "groups.yaml"), "--preview");
            Assert.Equal((int)ExitCode.PlanHasChanges, applied.Exit);
            Assert.Contains("cuts    in   0.0.0.0/0  tcp:22", applied.Output, StringComparison.Ordinal);

            string web = (string)JsonNode.Parse((await command.Run("groups", "show", "web", "-o", "json")).Output)!["SecurityGroup"]!["SecurityGroupId"]!;
            string calls = $$$"""[{"Action":"DeleteSecurityGroupPolicies","Parameters":{"SecurityGroupId":"{{{web}}}","SecurityGroupPolicySet":{"Egress":[{"PolicyIndex":0}]} } }]""";
            await File.WriteAllTextAsync(Path.Combine(folder, "calls.json"), calls, TestContext.Current.CancellationToken);
            var compared = await server.CommandLine().Run("compare", "--changes", Path.Combine(folder, "calls.json"));
            Assert.Equal((int)ExitCode.PlanHasChanges, compared.Exit);
            Assert.Contains("cuts    out  10.0.0.2/32  tcp", compared.Output, StringComparison.Ordinal);
            Assert.Contains("out at web-1 10.0.0.1: DROP, no rule matches", await server.Run("explain", "web-1", "db-1", "tcp:1", "--changes", Path.Combine(folder, "calls.json")), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
