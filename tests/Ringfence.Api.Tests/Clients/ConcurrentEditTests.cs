using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Agent.Options;
using Ringfence.Api.Credentials;
using Ringfence.Contracts.Client;
using Ringfence.Server;
using Ringfence.Server.Hosting;
using Ringfence.Server.Options;

namespace Ringfence.Api.Tests.Clients;

/// <summary>Fifty clients that add a rule each to one group at the same time, over HTTP, to a server with its journal.</summary>
public sealed class ConcurrentEditTests : IAsyncLifetime
{
    private const int Clients = 50;

    private readonly string _folder = Directory.CreateTempSubdirectory("ringfence-clients-").FullName;
    private RunningServer? _server;
    private HttpApiClient? _client;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerHost.StartAsync(
            new ServerOptions { Port = 0, DataFolder = _folder, Datapath = DatapathChoice.None, Credentials = new CredentialSettings("AKIDclients", "secret", null) },
            new Composition(),
            new ServerSurroundings(TimeProvider.System, NullLoggerFactory.Instance),
            TestContext.Current.CancellationToken);
        _client = new HttpApiClient(_server.Access.Address, "AKIDclients", "secret", TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Without_a_version_every_rule_is_there()
    {
        string group = await NewGroup();
        var codes = await AddAtOnce(group, "");
        Assert.All(codes, code => Assert.Equal("", code));
        var (version, ports) = await Read(group);
        Assert.Equal(Clients, version);
        Assert.Equal(Enumerable.Range(1, Clients), ports.Order());
    }

    [Fact]
    public async Task With_a_version_exactly_the_winners_rules_are_there_and_every_loser_knows()
    {
        string group = await NewGroup();
        var codes = await AddAtOnce(group, "\"Version\":\"0\",");
        int winner = Array.FindIndex(codes, code => code.Length == 0);
        Assert.Single(codes, code => code.Length == 0);
        Assert.All(codes.Where(code => code.Length > 0), code => Assert.Equal("UnsupportedOperation.VersionMismatch", code));
        var (version, ports) = await Read(group);
        Assert.Equal(1, version);
        Assert.Equal([winner + 1], ports);
    }

    [Fact]
    public async Task Clients_that_read_the_version_and_try_again_all_get_their_rule_in_at_the_end()
    {
        string group = await NewGroup();
        var (first, _) = await Read(group);
        int losses = 0;
        await Task.WhenAll(Enumerable.Range(1, Clients).Select(async port =>
        {
            // All begin with the same version, so that all but one lose at least once.
            for (long version = first; ; (version, _) = await Read(group))
            {
                string code = await Add(group, $"\"Version\":\"{version}\",", port);
                if (code.Length == 0)
                    return;
                Assert.Equal("UnsupportedOperation.VersionMismatch", code);
                Interlocked.Increment(ref losses);
            }
        }));
        var (last, ports) = await Read(group);
        Assert.Equal(Clients, last);
        Assert.Equal(Enumerable.Range(1, Clients), ports.Order());
        Assert.InRange(losses, Clients - 1, int.MaxValue);
    }

    private async Task<string[]> AddAtOnce(string group, string version) => await Task.WhenAll(Enumerable.Range(1, Clients).Select(port => Add(group, version, port)));

    private Task<string> Add(string group, string version, int port) => Code("CreateSecurityGroupPolicies", $$$"""
        {"SecurityGroupId":"{{{group}}}","SecurityGroupPolicySet":{{{{version}}}"Ingress":[{"Protocol":"tcp","Port":"{{{port}}}","CidrBlock":"10.0.0.0/8","Action":"ACCEPT"}]}}
        """);

    private async Task<string> NewGroup() =>
        (await Call("CreateSecurityGroup", """{"GroupName":"g","GroupDescription":""}""")).GetProperty("SecurityGroup").GetProperty("SecurityGroupId").GetString()!;

    private async Task<(int Version, int[] Ports)> Read(string group)
    {
        var set = (await Call("DescribeSecurityGroupPolicies", $$"""{"SecurityGroupId":"{{group}}"}""")).GetProperty("SecurityGroupPolicySet");
        return (Number(set, "Version"), [.. set.GetProperty("Ingress").EnumerateArray().Select(rule => Number(rule, "Port"))]);

        static int Number(JsonElement of, string name) => int.Parse(of.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
    }

    /// <summary>The code of the refusal, or "" when it was accepted.</summary>
    private async Task<string> Code(string action, string parameters) => (await Send(action, parameters)).ErrorCode ?? "";

    private async Task<JsonElement> Call(string action, string parameters)
    {
        var answer = await Send(action, parameters);
        Assert.True(answer.ErrorCode is null, $"{answer.ErrorCode} {answer.ErrorMessage}");
        return answer.Response;
    }

    private Task<ApiAnswer> Send(string action, string parameters) =>
        _client!.CallAsync(ApiService.Vpc, action, JsonNode.Parse(parameters)!.AsObject(), TestContext.Current.CancellationToken);
}
