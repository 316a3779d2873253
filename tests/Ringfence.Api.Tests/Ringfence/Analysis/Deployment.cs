using System.Text.Json.Nodes;
using Ringfence.Api.Actions;
using Ringfence.Control.HostQueries;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Api.Tests.Ringfence.Analysis;

/// <summary>A small deployment that is made through the API and asked about: web may reach app on 8080, app may reach db on 5432, the world may reach web on 80 and, by mistake, 22.</summary>
public abstract class Deployment : IAsyncLifetime
{
    private protected TestApi Api { get; }

    private protected ObservedHost Observed { get; } = new();

    private protected Dictionary<string, string> Groups { get; } = [];

    private protected Dictionary<string, string> Instances { get; } = [];

    protected Deployment() => Api = new TestApi(World.Empty, new ActionOptions { DefaultHost = "h1", Flows = Observed, RuleHits = Observed, TimeProvider = Observed });

    public async ValueTask InitializeAsync()
    {
        foreach (string name in new[] { "web", "app", "db" })
            Groups[name] = (await Api.Call(TestApi.Vpc, "CreateSecurityGroup", $$$"""{"GroupName":"{{{name}}}","GroupDescription":""}"""))["SecurityGroup"]!["SecurityGroupId"]!.ToString();
        await Rules("web", "Ingress", """{"Protocol":"TCP","Port":"22,80","CidrBlock":"0.0.0.0/0","Action":"ACCEPT"}""");
        await Rules("web", "Egress", $$$"""{"Protocol":"TCP","Port":"8080","SecurityGroupId":"{{{Groups["app"]}}}","Action":"ACCEPT"}""");
        await Rules("app", "Ingress", $$$"""{"Protocol":"TCP","Port":"8080","SecurityGroupId":"{{{Groups["web"]}}}","Action":"ACCEPT"}""");
        await Rules("app", "Egress", $$$"""{"Protocol":"TCP","Port":"5432","SecurityGroupId":"{{{Groups["db"]}}}","Action":"ACCEPT"}""");
        await Rules("db", "Ingress", $$$"""{"Protocol":"ALL","Port":"ALL","CidrBlock":"10.0.0.1","Action":"DROP"},{"Protocol":"TCP","Port":"5432","SecurityGroupId":"{{{Groups["app"]}}}","Action":"ACCEPT"}""");
        int host = 0;
        foreach (string name in new[] { "web", "app", "db" })
        {
            host++;
            var answer = await Api.Call(TestApi.Extension, "RegisterInstances", $$$"""
                {"Instances":[{"InstanceName":"{{{name}}}","SecurityGroupIds":["{{{Groups[name]}}}"],"NetworkInterfaces":[{"Device":"veth{{{host}}}","PrivateIpAddresses":["10.0.0.{{{host}}}"]}]}]}
                """);
            Instances[name] = answer["InstanceSet"]![0]!["InstanceId"]!.ToString();
        }
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private protected string NameOf(string instanceId) => Instances.Single(one => one.Value == instanceId).Key;

    private protected ObservedFlow Flow(string name, Direction opened, string local, ushort localPort, string remote, ushort remotePort) => new(
        Api.Plane.World.Instances[Instances[name]].InterfaceIds[0], opened, IpProtocol.Tcp, IpAddress.Parse(local), localPort, IpAddress.Parse(remote), remotePort, "TcpEstablished", null, null, null, null, true);

    private protected string Registered(string name, string edit) =>
        $$$"""{"Changes":[{"Action":"RegisterInstances","Version":"2026-11-01","Parameters":{"Instances":[{"InstanceId":"{{{Instances[name]}}}",{{{edit}}}}]} }]}""";

    private protected Task Rules(string group, string direction, string rules) =>
        Api.Call(TestApi.Vpc, "CreateSecurityGroupPolicies", $$$"""{"SecurityGroupId":"{{{Groups[group]}}}","SecurityGroupPolicySet":{"{{{direction}}}":[{{{rules}}}]}}""");

    private protected Task<JsonNode> Explain(string source, string destination, string protocol, int port) => Api.Call(
        TestApi.Extension, "ExplainTraffic", $$$"""{"Source":"{{{Instances[source]}}}","Destination":"{{{Instances[destination]}}}","Protocol":"{{{protocol}}}","Port":{{{port}}}}""");

    private protected Task<JsonNode> Compare(string parameters) => Api.Call(TestApi.Extension, "CompareSecurityGroupPolicies", parameters);

    /// <summary>A host whose kernel says what the test says.</summary>
    private protected sealed class ObservedHost : TimeProvider, IFlowSource, IRuleHitSource
    {
        public string Host { get; set; } = "h1";

        public ObservedFlow[] Flows { get; set; } = [];

        public ObservedHits? Hits { get; set; }

        public DateTimeOffset Now { get; set; } = TestWorld.Epoch;

        public IAsyncEnumerable<ObservedFlow>? Read(string host, CancellationToken cancellationToken) => host == Host ? Flows.ToAsyncEnumerable() : null;

        public ValueTask<ObservedHits?> ReadAsync(string host, IReadOnlyCollection<RuleId> rules) => new(host == Host ? Hits : null);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
