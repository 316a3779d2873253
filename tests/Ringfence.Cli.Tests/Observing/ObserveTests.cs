using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Cli.Tests.Support;

namespace Ringfence.Cli.Tests.Observing;

public sealed class ObserveTests(CliServer server) : IClassFixture<CliServer>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ringfence-observe-");

    [Fact]
    public async Task A_change_is_watched_and_made_as_one_revision_or_not_at_all()
    {
        string group = JsonNode.Parse((await server.CommandLine().Run("groups", "create", "watched", "-o", "json")).Output)!["SecurityGroup"]!["SecurityGroupId"]!.GetValue<string>();
        string calls = Path.Combine(_folder.FullName, "calls.json");
        await File.WriteAllTextAsync(calls, Calls(group, "443", "8443"), TestContext.Current.CancellationToken);

        Assert.Equal("Watching tls (obs-........): 2 calls that are not made.\n", await server.Run("observe", "start", "tls", "--changes", calls));
        Assert.DoesNotContain("443", await server.Run("rules", "list", "watched"), StringComparison.Ordinal);
        Assert.Contains("CreateSecurityGroupPolicies, CreateSecurityGroupPolicies", await server.Run("observe", "list"), StringComparison.Ordinal);
        Assert.Contains("0 flows would have been dropped; 0 of them are in no row.", await server.Run("observe", "flows", "tls"), StringComparison.Ordinal);
        Assert.Equal((int)ExitCode.NotConfirmed, (await server.CommandLine().Run("observe", "enforce", "tls")).Exit);

        Assert.Matches("^Enforced tls as revision [0-9]+\\.\n$", await server.Run("observe", "enforce", "tls", "--yes"));
        string rules = await server.Run("rules", "list", "watched");
        Assert.Contains("tcp:443", rules, StringComparison.Ordinal);
        Assert.Contains("tcp:8443", rules, StringComparison.Ordinal);
        Assert.Equal((int)ExitCode.Refused, (await server.CommandLine().Run("observe", "flows", "tls")).Exit);
        Assert.Contains("EnforceObservation", await server.Run("history", "--last", "1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_would_be_refused_is_not_watched_and_what_is_watched_can_be_stopped()
    {
        string group = JsonNode.Parse((await server.CommandLine().Run("groups", "create", "other", "-o", "json")).Output)!["SecurityGroup"]!["SecurityGroupId"]!.GetValue<string>();
        string calls = Path.Combine(_folder.FullName, "calls.json");
        await File.WriteAllTextAsync(calls, Calls("sg-00000000", "443", "8443"), TestContext.Current.CancellationToken);
        var refused = await server.CommandLine().Run("observe", "start", "x", "--changes", calls);
        Assert.Equal((int)ExitCode.Refused, refused.Exit);
        Assert.Contains("ResourceNotFound: Changes.0: ", refused.Errors, StringComparison.Ordinal);
        await File.WriteAllTextAsync(calls, "[", TestContext.Current.CancellationToken);
        var broken = await server.CommandLine().Run("observe", "start", "x", "--changes", calls);
        Assert.Equal(((int)ExitCode.Usage, $"ringfence: {calls} is not JSON from line 1, byte 2 on.\n"), (broken.Exit, broken.Errors));

        await File.WriteAllTextAsync(calls, Calls(group, "22", "23"), TestContext.Current.CancellationToken);
        await server.Run("observe", "start", "ports", "--changes", calls);
        Assert.Equal("Watching ports (obs-........) has ended; nothing was changed.\n", await server.Run("observe", "stop", "ports"));
        Assert.DoesNotContain("tcp:22", await server.Run("rules", "list", "other"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_is_observed_shown_as_such_and_enforced_by_its_name_watched_or_not()
    {
        string group = JsonNode.Parse((await server.CommandLine().Run("groups", "create", "careful", "-o", "json")).Output)!["SecurityGroup"]!["SecurityGroupId"]!.GetValue<string>();
        Assert.Equal((int)ExitCode.NotConfirmed, (await server.CommandLine().Run("observe", "group", "careful")).Exit);
        Assert.Matches("^careful \\(sg-........\\) decides nothing now. What it would drop: ringfence observe flows obs-........\n$", await server.Run("observe", "group", "careful", "--yes"));
        Assert.Matches("careful +observe ", await server.Run("groups", "list"));
        Assert.Matches("mode +observe since .*, watched by obs-", await server.Run("groups", "show", "careful"));
        Assert.Equal("OBSERVE", JsonNode.Parse((await server.CommandLine().Run("groups", "list", "-o", "json")).Output)!["SecurityGroupModeSet"]!.AsArray().Single(one => one!["SecurityGroupId"]!.GetValue<string>() == group)!["Mode"]!.GetValue<string>());
        Assert.Contains("Nothing was changed.", await server.Run("observe", "enforce", "careful", "--preview"), StringComparison.Ordinal);
        Assert.Matches("^Enforced careful as revision [0-9]+\\.\n$", await server.Run("observe", "enforce", "careful", "--yes"));
        Assert.Matches("careful +enforce ", await server.Run("groups", "list"));

        await server.Run("observe", "group", "careful", "--yes");
        await server.Run("observe", "stop", "careful");
        Assert.Matches("mode +observe since [^,]*\n", await server.Run("groups", "show", "careful"));
        Assert.Matches("^Enforced careful \\(sg-........\\) as revision [0-9]+\\.\n$", await server.Run("observe", "enforce", group, "--yes"));
        Assert.Contains("There is no observation 'nobody'", (await server.CommandLine().Run("observe", "enforce", "nobody", "--yes")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_observation_is_found_by_its_own_name_and_by_that_of_its_group_now()
    {
        await server.Run("groups", "create", "before");
        await server.Run("observe", "group", "before", "--yes");
        await server.Run("groups", "rename", "before", "after");
        Assert.Contains("0 flows would have been dropped", await server.Run("observe", "flows", "after"), StringComparison.Ordinal);
        Assert.Contains("0 flows would have been dropped", await server.Run("observe", "flows", "before"), StringComparison.Ordinal);
        Assert.Matches("before +after \\(sg-", await server.Run("observe", "list"));

        // Another group has the observation's name: nobody guesses which of the two is to be enforced.
        await server.Run("groups", "create", "before");
        var ambiguous = await server.CommandLine().Run("observe", "enforce", "before", "--yes");
        Assert.Equal((int)ExitCode.Usage, ambiguous.Exit);
        Assert.Contains("'before' is the name of the observation obs-", ambiguous.Errors, StringComparison.Ordinal);
        Assert.Equal("Watching before (obs-........) has ended; nothing was changed.\n", await server.Run("observe", "stop", "after"));
        Assert.Matches("^Enforced after \\(sg-........\\) as revision", await server.Run("observe", "enforce", "after", "--yes"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Calls(string group, params string[] ports) => new JsonArray([.. ports.Select(port => (JsonNode)new JsonObject
    {
        ["Action"] = "CreateSecurityGroupPolicies",
        ["Parameters"] = new JsonObject
        {
            ["SecurityGroupId"] = group,
            ["SecurityGroupPolicySet"] = new JsonObject
            {
                ["Ingress"] = new JsonArray(new JsonObject { ["Protocol"] = "TCP", ["Port"] = port, ["CidrBlock"] = "10.0.0.0/8", ["Action"] = "ACCEPT" }),
            },
        },
    })]).ToJsonString();
}
