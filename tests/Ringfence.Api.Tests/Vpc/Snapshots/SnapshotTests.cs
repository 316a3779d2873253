using System.Text.Json.Nodes;

namespace Ringfence.Api.Tests.Vpc.Snapshots;

/// <summary>Snapshot policies, their files, and the way back (reference C.5).</summary>
public sealed class SnapshotTests
{
    private const string Cos = "\"CreateNewCos\":\"true\",\"CosRegion\":\"ap-guangzhou\",\"CosBucket\":\"backup\"";

    private readonly TestApi _api = new(new TestWorld()
        .Group("sg-first000", "web", version: 1, ingress: [TestWorld.Rule(1, "tcp", "22", "10.0.0.0/8", description: "ssh")])
        .Group("sg-second00")
        .Group("sg-remote00", "far", scope: TestWorld.OtherRegion)
        .Group("sg-foreign0", scope: TestWorld.OtherAccount)
        .Build());

    [Fact]
    public async Task A_policy_is_made_shown_changed_switched_and_deleted()
    {
        var made = (await Create($$"""{"SnapshotPolicyName":"nightly","BackupType":"time","KeepTime":"180",{{Cos}},"BackupPolicies":[{"BackupDay":"monday","BackupTime":"3:00"}]}""")).AsObject();
        string id = made["SnapshotPolicyId"]!.ToString();
        JsonAssert.Same($$"""
            {"SnapshotPolicyId":"{{id}}","SnapshotPolicyName":"nightly","BackupType":"time","KeepTime":180,"CreateNewCos":true,"CosRegion":"ap-guangzhou","CosBucket":"backup",
             "BackupPolicies":[{"BackupDay":"monday","BackupTime":"3:00"}],"Enable":true,"CreateTime":"2026-01-04 21:02:30","TagSet":[{"Key":"env","Value":"prod"}]}
            """, made);
        Assert.True(JsonNode.DeepEquals(made, (await Describe($$"""{"SnapshotPolicyIds":["{{id}}","sspolicy-none0000"]}"""))[0]));

        await _api.Call(TestApi.Vpc, "ModifySnapshotPolicies",
            $$"""{"SnapshotPoliciesInfo":[{"SnapshotPolicyId":"{{id}}","SnapshotPolicyName":"weekly","KeepTime":7,"BackupPolicies":[{"BackupDay":"sunday","BackupTime":"23:59:59"}]}]}""");
        await _api.Call(TestApi.Vpc, "DisableSnapshotPolicies", $$"""{"SnapshotPolicyIds":["{{id}}"]}""");
        var changed = (await Describe("""{"Filters":[{"Name":"snapshot-policy-name","Values":["weekly"]}]}"""))[0]!;
        Assert.Equal(("7", "False", "23:59:59"), (changed["KeepTime"]!.ToString(), ((bool)changed["Enable"]!).ToString(), JsonAssert.Texts(changed["BackupPolicies"], "BackupTime")));
        await _api.Call(TestApi.Vpc, "EnableSnapshotPolicies", $$"""{"SnapshotPolicyIds":["{{id}}"]}""");
        await _api.Call(TestApi.Vpc, "DeleteSnapshotPolicies", $$"""{"SnapshotPolicyIds":["{{id}}"]}""");
        Assert.Empty((await Describe("{}")).AsArray());
    }

    [Fact]
    public async Task Each_change_of_rules_is_kept_with_what_was_before_and_can_be_taken_back()
    {
        string policy = await OperatePolicy();
        await Attach(policy, "sg-first000");
        await AddRule("sg-first000", "443");
        await AddRule("sg-second00", "80");
        await _api.Call(TestApi.Vpc, "ModifySecurityGroupAttribute", """{"SecurityGroupId":"sg-first000","GroupName":"renamed"}""");

        // One at the attachment, one at the change; neither a new name nor another group is an occasion.
        var files = await Files();
        Assert.Equal(2, (int)files["TotalCount"]!);
        var newest = files["SnapshotFileSet"]![0]!;
        Assert.Equal(("sg-first000", policy, "2026-01-04 21:04:30", "100000000001"),
            (newest["InstanceId"]!.ToString(), newest["SnapshotPolicyId"]!.ToString(), newest["BackupTime"]!.ToString(), newest["Operator"]!.ToString()));
        var content = await Content(policy, newest["SnapshotFileId"]!.ToString());
        Assert.Equal(("22", "22,443"), (JsonAssert.Texts(content["OriginalData"], "Port"), JsonAssert.Texts(content["BackupData"], "Port")));
        Assert.Equal("ssh,", JsonAssert.Texts(content["BackupData"], "PolicyDescription"));

        var before = _api.Plane.World.Groups["sg-first000"];
        await Resume(policy, files["SnapshotFileSet"]![1]!["SnapshotFileId"]!.ToString());
        var group = _api.Plane.World.Groups["sg-first000"];
        Assert.Equal((1, before.PolicyVersion + 1), (group.Ingress.Length, group.PolicyVersion));
        Assert.Same(before.Ingress[0], group.Ingress[0]);
        Assert.Equal(3, (int)(await Files())["TotalCount"]!);
    }

    [Fact]
    public async Task Positions_begin_at_zero_again_where_egress_begins()
    {
        string policy = await OperatePolicy();
        await _api.Call(TestApi.Vpc, "CreateSecurityGroupPolicies",
            """{"SecurityGroupId":"sg-first000","SecurityGroupPolicySet":{"Egress":[{"Protocol":"udp","Port":"53","CidrBlock":"8.8.8.8","Action":"DROP"}]}}""");
        await Attach(policy, "sg-first000");
        var content = await Content(policy, (await Files())["SnapshotFileSet"]![0]!["SnapshotFileId"]!.ToString());
        Assert.Equal(("0,0", "22,53"), (JsonAssert.Texts(content["BackupData"], "PolicyIndex"), JsonAssert.Texts(content["BackupData"], "Port")));
    }

    [Fact]
    public async Task A_snapshot_whose_peer_is_gone_cannot_be_restored()
    {
        string policy = await OperatePolicy();
        await _api.Call(TestApi.Vpc, "CreateSecurityGroupPolicies",
            """{"SecurityGroupId":"sg-first000","SecurityGroupPolicySet":{"Ingress":[{"SecurityGroupId":"sg-second00","Action":"ACCEPT"}]}}""");
        await Attach(policy, "sg-first000");
        string file = (await Files())["SnapshotFileSet"]![0]!["SnapshotFileId"]!.ToString();
        await _api.Call(TestApi.Vpc, "ModifySecurityGroupPolicies", """{"SecurityGroupId":"sg-first000","SecurityGroupPolicySet":{"Version":"0"}}""");
        await _api.Call(TestApi.Vpc, "DeleteSecurityGroup", """{"SecurityGroupId":"sg-second00"}""");
        var refusal = await _api.Refused(TestApi.Vpc, "ResumeSnapshotInstance", $$"""{"SnapshotPolicyId":"{{policy}}","SnapshotFileId":"{{file}}","InstanceId":"sg-first000"}""");
        Assert.Equal("ResourceNotFound", refusal.Code);
        Assert.Contains("sg-second00", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attachments_are_listed_with_names_and_regions_and_end_with_their_groups()
    {
        string policy = await OperatePolicy();
        await Attach(policy, "sg-first000");
        await Attach(policy, "sg-remote00", "ap-singapore");
        var all = await _api.Call(TestApi.Vpc, "DescribeSnapshotAttachedInstances", $$"""{"SnapshotPolicyId":"{{policy}}"}""");
        JsonAssert.Same($$"""
            [{"InstanceId":"sg-first000","InstanceType":"securitygroup","InstanceRegion":"ap-guangzhou","SnapshotPolicyId":"{{policy}}","InstanceName":"web"},
             {"InstanceId":"sg-remote00","InstanceType":"securitygroup","InstanceRegion":"ap-singapore","SnapshotPolicyId":"{{policy}}","InstanceName":"far"}]
            """, all["InstanceSet"]);
        var some = await _api.Call(TestApi.Vpc, "DescribeSnapshotAttachedInstances",
            $$"""{"SnapshotPolicyId":"{{policy}}","Filters":[{"Name":"instance-region","Values":["ap-singapore"]}],"Limit":200}""");
        Assert.Equal("sg-remote00", JsonAssert.Texts(some["InstanceSet"], "InstanceId"));

        await _api.Call(TestApi.Vpc, "DetachSnapshotInstances",
            $$"""{"SnapshotPolicyId":"{{policy}}","Instances":[{"InstanceId":"sg-remote00","InstanceType":"securitygroup","InstanceRegion":"ap-singapore"}]}""");
        await _api.Call(TestApi.Vpc, "DeleteSecurityGroup", """{"SecurityGroupId":"sg-first000"}""");
        Assert.Empty(_api.Plane.World.SnapshotPolicies[policy].Attachments);
        Assert.Equal(["sg-remote00"], _api.Plane.World.SnapshotFiles.Values.Select(file => file.GroupId));
    }

    [Theory]
    [InlineData("CreateSnapshotPolicies", """{"SnapshotPolicies":[]}""", "MissingParameter")]
    [InlineData("CreateSnapshotPolicies", """{"SnapshotPolicies":[{"SnapshotPolicyName":"x"}]}""", "MissingParameter")]
    [InlineData("CreateSnapshotPolicies", """{"SnapshotPolicies":[{"SnapshotPolicyName":"x","BackupType":"time","KeepTime":1,COS}]}""", "InvalidParameterValue.Empty")]
    [InlineData("CreateSnapshotPolicies", """{"SnapshotPolicies":[{"SnapshotPolicyName":"","BackupType":"operate","KeepTime":1,COS}]}""", "InvalidParameterValue.Empty")]
    [InlineData("CreateSnapshotPolicies", """{"SnapshotPolicies":[{"SnapshotPolicyName":"x","BackupType":"never","KeepTime":1,COS}]}""", "InvalidParameterValue.Malformed")]
    [InlineData("CreateSnapshotPolicies", """{"SnapshotPolicies":[{"SnapshotPolicyName":"x","BackupType":"operate","KeepTime":366,COS}]}""", "InvalidParameterValue.Range")]
    [InlineData("CreateSnapshotPolicies", """{"SnapshotPolicies":[{"SnapshotPolicyName":"x","BackupType":"operate","KeepTime":0,COS}]}""", "InvalidParameterValue.Range")]
    [InlineData("CreateSnapshotPolicies", """{"SnapshotPolicies":[{"SnapshotPolicyName":"x","BackupType":"time","KeepTime":1,COS,"BackupPolicies":[{"BackupDay":"1","BackupTime":"3:00"}]}]}""", "InvalidParameterValue.Malformed")]
    [InlineData("CreateSnapshotPolicies", """{"SnapshotPolicies":[{"SnapshotPolicyName":"x","BackupType":"time","KeepTime":1,COS,"BackupPolicies":[{"BackupDay":"monday","BackupTime":"25:00"}]}]}""", "InvalidParameterValue.Malformed")]
    [InlineData("CreateSnapshotPolicies", """{"SnapshotPolicies":[{"SnapshotPolicyName":"x","BackupType":"time","KeepTime":1,COS,"BackupPolicies":[{"BackupDay":"monday","BackupTime":"3:00"},{"BackupDay":"Monday","BackupTime":"03:00:00"}]}]}""", "InvalidParameterValue.Duplicate")]
    [InlineData("ModifySnapshotPolicies", """{"SnapshotPoliciesInfo":[{"SnapshotPolicyId":"POLICY","KeepTime":400}]}""", "InvalidParameterValue.Range")]
    [InlineData("ModifySnapshotPolicies", """{"SnapshotPoliciesInfo":[{"SnapshotPolicyId":"POLICY","BackupType":"time"}]}""", "UnsupportedOperation.SnapshotBackupTypeModify")]
    [InlineData("ModifySnapshotPolicies", """{"SnapshotPoliciesInfo":[{"SnapshotPolicyId":"sspolicy-none0000"}]}""", "ResourceNotFound")]
    [InlineData("ModifySnapshotPolicies", """{"SnapshotPoliciesInfo":[{"SnapshotPolicyId":"nightly"}]}""", "InvalidParameterValue.Malformed")]
    [InlineData("DeleteSnapshotPolicies", """{"SnapshotPolicyIds":["POLICY","sspolicy-none0000"]}""", "ResourceNotFound")]
    [InlineData("EnableSnapshotPolicies", """{"SnapshotPolicyIds":["x"]}""", "InvalidParameterValue.Malformed")]
    [InlineData("DescribeSnapshotPolicies", """{"Limit":201}""", "InvalidParameterValue.Range")]
    [InlineData("DescribeSnapshotPolicies", """{"SnapshotPolicyIds":["sspolicy"]}""", "InvalidParameterValue.Malformed")]
    [InlineData("AttachSnapshotInstances", """{"SnapshotPolicyId":"POLICY","Instances":[{"InstanceId":"sg-first000"}]}""", "UnsupportedOperation.SnapshotAttached")]
    [InlineData("AttachSnapshotInstances", """{"SnapshotPolicyId":"POLICY","Instances":[{"InstanceId":"sg-second00"},{"InstanceId":"sg-second00"}]}""", "InvalidParameterValue.DuplicatePara")]
    [InlineData("AttachSnapshotInstances", """{"SnapshotPolicyId":"POLICY","Instances":[{"InstanceId":"sg-second00"},{"InstanceId":"sg-remote00","InstanceRegion":"ap-singapore"}]}""", "UnsupportedOperation.SnapshotInstanceRegionDiff")]
    [InlineData("AttachSnapshotInstances", """{"SnapshotPolicyId":"POLICY","Instances":[{"InstanceId":"sg-foreign0"}]}""", "ResourceNotFound")]
    [InlineData("AttachSnapshotInstances", """{"SnapshotPolicyId":"POLICY","Instances":[{"InstanceId":"sg-second00","InstanceType":"database"}]}""", "InvalidParameterValue.Malformed")]
    [InlineData("AttachSnapshotInstances", """{"SnapshotPolicyId":"sspolicy-none0000","Instances":[{"InstanceId":"sg-second00"}]}""", "ResourceNotFound")]
    [InlineData("DetachSnapshotInstances", """{"SnapshotPolicyId":"POLICY","Instances":[{"InstanceId":"sg-second00"}]}""", "UnsupportedOperation.SnapshotNotAttached")]
    [InlineData("DescribeSnapshotAttachedInstances", """{"SnapshotPolicyId":"sspolicy-none0000"}""", "ResourceNotFound")]
    [InlineData("DescribeSnapshotFiles", """{"BusinessType":"nat","InstanceId":"sg-first000","StartDate":"2026-01-01 00:00:00","EndDate":"2026-01-31 00:00:00"}""", "InvalidParameterValue")]
    [InlineData("DescribeSnapshotFiles", """{"BusinessType":"securitygroup","InstanceId":"sg-second00","StartDate":"2026-01-01 00:00:00","EndDate":"2026-01-31 00:00:00"}""", "UnsupportedOperation.SnapshotNotAttached")]
    [InlineData("DescribeSnapshotFiles", """{"BusinessType":"securitygroup","InstanceId":"sg-first000","StartDate":"2026-01-31 00:00:00","EndDate":"2026-01-01 00:00:00"}""", "InvalidParameterValue.Range")]
    [InlineData("DescribeSnapshotFiles", """{"BusinessType":"securitygroup","InstanceId":"sg-first000","StartDate":"2026-01-31 00:00:00"}""", "MissingParameter")]
    [InlineData("DescribeSnapshotFiles", """{"BusinessType":"securitygroup","InstanceId":"sg-none0000","StartDate":"2026-01-01 00:00:00","EndDate":"2026-01-31 00:00:00"}""", "ResourceNotFound")]
    [InlineData("DescribeSgSnapshotFileContent", """{"SnapshotPolicyId":"POLICY","SnapshotFileId":"ssfile-none0000","SecurityGroupId":"sg-first000"}""", "UnsupportedOperation.SnapshotFileNoExist")]
    [InlineData("DescribeSgSnapshotFileContent", """{"SnapshotPolicyId":"sspolicy-none0000","SnapshotFileId":"ssfile-none0000","SecurityGroupId":"sg-first000"}""", "ResourceNotFound")]
    [InlineData("DescribeSgSnapshotFileContent", """{"SnapshotPolicyId":"POLICY","SnapshotFileId":"ssfile-none0000","SecurityGroupId":"sg-foreign0"}""", "ResourceNotFound")]
    [InlineData("ResumeSnapshotInstance", """{"SnapshotPolicyId":"POLICY","SnapshotFileId":"ssfile-none0000","InstanceId":"sg-first000"}""", "ResourceNotFound")]
    [InlineData("ResumeSnapshotInstance", """{"SnapshotPolicyId":"POLICY","SnapshotFileId":"ssfile","InstanceId":"sg-first000"}""", "InvalidParameterValue.Malformed")]
    public async Task Refusals(string action, string parameters, string code)
    {
        string policy = await OperatePolicy();
        await Attach(policy, "sg-first000");
        long revision = _api.Plane.World.Revision;
        string body = parameters.Replace("POLICY", policy, StringComparison.Ordinal).Replace("COS", Cos, StringComparison.Ordinal);
        Assert.Equal(code, (await _api.Refused(TestApi.Vpc, action, body)).Code);
        Assert.Equal(revision, _api.Plane.World.Revision);
    }

    private async Task<JsonNode> Create(string policy) =>
        (await _api.Call(TestApi.Vpc, "CreateSnapshotPolicies", $$"""{"SnapshotPolicies":[{{policy}}],"Tags":[{"Key":"env","Value":"prod"}]}"""))["SnapshotPolicies"]![0]!;

    private async Task<string> OperatePolicy() =>
        (await Create($$"""{"SnapshotPolicyName":"changes",{{Cos}},"BackupType":"operate","KeepTime":1}"""))["SnapshotPolicyId"]!.ToString();

    private async Task<JsonNode> Describe(string parameters) => (await _api.Call(TestApi.Vpc, "DescribeSnapshotPolicies", parameters))["SnapshotPolicySet"]!;

    private Task<JsonNode> Attach(string policy, string group, string region = "ap-guangzhou") => _api.Call(TestApi.Vpc, "AttachSnapshotInstances",
        $$"""{"SnapshotPolicyId":"{{policy}}","Instances":[{"InstanceId":"{{group}}","InstanceType":"securitygroup","InstanceRegion":"{{region}}"}]}""");

    private async Task AddRule(string group, string port)
    {
        _api.Plane.Now = _api.Plane.Now.AddMinutes(2);
        await _api.Call(TestApi.Vpc, "CreateSecurityGroupPolicies",
            $$$"""{"SecurityGroupId":"{{{group}}}","SecurityGroupPolicySet":{"Ingress":[{"Protocol":"tcp","Port":"{{{port}}}","CidrBlock":"10.0.0.0/8","Action":"ACCEPT"}]}}""");
    }

    private Task<JsonNode> Files() => _api.Call(TestApi.Vpc, "DescribeSnapshotFiles",
        """{"BusinessType":"securitygroup","InstanceId":"sg-first000","StartDate":"2026-01-04 21:00:00","EndDate":"2026-01-05 00:00:00"}""");

    private Task<JsonNode> Content(string policy, string file) => _api.Call(TestApi.Vpc, "DescribeSgSnapshotFileContent",
        $$"""{"SnapshotPolicyId":"{{policy}}","SnapshotFileId":"{{file}}","SecurityGroupId":"sg-first000"}""");

    private Task<JsonNode> Resume(string policy, string file) => _api.Call(TestApi.Vpc, "ResumeSnapshotInstance",
        $$"""{"SnapshotPolicyId":"{{policy}}","SnapshotFileId":"{{file}}","InstanceId":"sg-first000"}""");
}
