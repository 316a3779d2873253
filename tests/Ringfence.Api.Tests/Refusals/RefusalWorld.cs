using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Refusals;

/// <summary>A world in which every refusal that the vendor documents can be met, and a way to write requests that meet it in one line.</summary>
internal sealed class RefusalWorld
{
    private const string Rule = """ "Protocol":"tcp","CidrBlock":"10.0.0.0/8","Action":"ACCEPT" """;

    private static readonly Quotas Tight = new()
    {
        SecurityGroups = 1,
        RulesPerDirection = 1,
        ReferenceRules = 0,
        InstancesPerGroup = 1,
        GroupsPerInstance = 1,
        GroupsPerLoadBalancer = 1,
        GroupsPerDatabase = 1,
        Templates = 1,
        AddressTemplateMembers = 1,
        AddressTemplateGroupMembers = 1,
        ServiceTemplateMembers = 1,
        ServiceTemplateGroupMembers = 1,
        SnapshotPolicies = 1,
    };

    private readonly TestApi _api;

    private RefusalWorld(TestApi api) => _api = api;

    /// <summary>Groups of two projects, an instance with two interfaces and two others, a load balancer, a database, a template of each kind that is in use, and a snapshot policy that has a group.</summary>
    /// <param name="isFull">Every limit is reached.</param>
    /// <param name="isOnTrial">A change waits for its confirmation.</param>
    public static async Task<RefusalWorld> CreateAsync(bool isFull, bool isOnTrial)
    {
        var world = new TestWorld()
            .Group("sg-group000").Group("sg-other000").Group("sg-foreign0", project: "1")
            .Instance("ins-00000001").Interface("eni-primary0", ["sg-group000"]).Interface("eni-second00", ["sg-group000"], device: "veth1")
            .Instance("ins-00000002").Interface("eni-another0", ["sg-other000"], device: "veth4")
            .Instance("ins-00000003").Interface("eni-unbound0", [], device: "veth5")
            .Instance("lb-00000001", type: InstanceType.Clb).Interface("eni-balance0", ["sg-group000"], device: "veth2")
            .Instance("cdb-00000001", type: InstanceType.Cdb).Interface("eni-databas0", ["sg-group000"], device: "veth3")
            .Build();
        var made = new TestApi(world);
        await made.Call(TestApi.Vpc, "CreateAddressTemplate", """{"AddressTemplateName":"t","Addresses":["10.0.0.1"]}""");
        await made.Call(TestApi.Vpc, "CreateAddressTemplateGroup", """{"AddressTemplateGroupName":"t","AddressTemplateIds":["ipm-00000001"]}""");
        await made.Call(TestApi.Vpc, "CreateServiceTemplate", """{"ServiceTemplateName":"t","Services":["tcp:80"]}""");
        await made.Call(TestApi.Vpc, "CreateServiceTemplateGroup", """{"ServiceTemplateGroupName":"t","ServiceTemplateIds":["ppm-00000003"]}""");
        await made.Call(TestApi.Vpc, "CreateSecurityGroupPolicies",
            """{"SecurityGroupId":"sg-other000","SecurityGroupPolicySet":{"Ingress":[{"AddressTemplate":{"AddressGroupId":"ipmg-00000002"},"ServiceTemplate":{"ServiceGroupId":"ppmg-00000004"},"Action":"ACCEPT"}]}}""");
        foreach (string rules in (string[])["""{"Ingress":[{RULE,"Port":"80"},{RULE,"Port":"443"}]}""", """{"Egress":[{RULE,"Port":"80"}]}"""])
        {
            string set = rules.Replace("RULE", Rule, StringComparison.Ordinal);
            await made.Call(TestApi.Vpc, "CreateSecurityGroupPolicies", $$"""{"SecurityGroupId":"sg-group000","SecurityGroupPolicySet":{{set}} }""");
        }

        await made.Call(TestApi.Vpc, "CreateSnapshotPolicies", """{"SnapshotPolicies":[{"SnapshotPolicyName":"p","BackupType":"operate","KeepTime":7,"CreateNewCos":false,"CosRegion":"","CosBucket":""}]}""");
        string policy = Assert.Single(made.Plane.World.SnapshotPolicies.Keys);
        Assert.Equal("sspolicy-00000005", policy);
        await made.Call(TestApi.Vpc, "AttachSnapshotInstances", $$"""{"SnapshotPolicyId":"{{policy}}","Instances":[{"InstanceId":"sg-group000"}]}""");
        await made.Call(TestApi.Vpc, "CreateAddressTemplate", """{"AddressTemplateName":"second","Addresses":["10.0.0.2"]}""");
        await made.Call(TestApi.Vpc, "CreateServiceTemplate", """{"ServiceTemplateName":"second","Services":["tcp:81"]}""");
        Assert.Equal(["ipm-00000001", "ipm-00000007", "ipmg-00000002", "ppm-00000003", "ppm-00000008", "ppmg-00000004"], made.Plane.World.Templates.Keys.Order(StringComparer.Ordinal));
        var api = new TestApi(made.Plane.World, quotas: isFull ? Tight : null);
        if (isOnTrial)
            await api.Call(TestApi.Extension, "TryChange", """{"Action":"ModifySecurityGroupAttribute","Parameters":{"SecurityGroupId":"sg-group000","GroupName":"tried"}}""");
        return new RefusalWorld(api);
    }

    /// <summary>The code of a refusal, which changes nothing. GROUP, SET, RULE, LONG and MANY in the parameters stand for what they say.</summary>
    public async Task<string> CodeAsync(string version, string action, string parameters)
    {
        string body = parameters
            .Replace("GROUP", "\"SecurityGroupId\":\"sg-group000\"", StringComparison.Ordinal)
            .Replace("SET", "\"SecurityGroupPolicySet\"", StringComparison.Ordinal)
            .Replace("RULE", Rule, StringComparison.Ordinal)
            .Replace("LONG", new string('x', 200), StringComparison.Ordinal);
        foreach (string repeated in (string[])["{\"Key\":\"#\"}", "{\"Name\":\"#\",\"Values\":[\"#\"]}", "{\"InstanceId\":\"sg-#\"}"])
            body = body.Replace($"MANY {repeated}", $"[{string.Join(',', Enumerable.Range(1, 101).Select(i => repeated.Replace("#", $"{i:d8}", StringComparison.Ordinal)))}]", StringComparison.Ordinal);
        foreach (string prefix in (string[])["sg-", "eni-", "ins-"])
            body = body.Replace($"MANY {prefix}", $"[{string.Join(',', Enumerable.Range(1, 101).Select(i => $"\"{prefix}{i:d8}\""))}]", StringComparison.Ordinal);
        long revision = _api.Plane.World.Revision;
        var refusal = await _api.Refused(version, action, body);
        Assert.Equal(revision, _api.Plane.World.Revision);
        return refusal.Code;
    }
}
