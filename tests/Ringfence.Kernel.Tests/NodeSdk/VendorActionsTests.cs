using System.Text.Json;
using System.Text.Json.Nodes;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;

namespace Ringfence.Kernel.Tests.NodeSdk;

/// <summary>Every other action that the vendor's Node SDK has a method for, through its typed clients; where an action changes what packets get, packets say so.</summary>
public sealed class VendorActionsTests
{
    private const string Region = "ap-guangzhou";

    [Fact]
    public async Task A_load_balancers_groups_are_what_its_packets_get()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        await using var sdk = StartSdk(enforced);
        var (outside, web) = (enforced.Lab.Outside, enforced.Lab["web"]);
        Probe Http() => Probe.Tcp(outside.V4, web.V4, 80);
        string open = await NewGroup(sdk, Rules("80"));
        string closed = await NewGroup(sdk, null);
        string id = await Register(sdk, web.AsGuest([closed]), "CLB");
        await enforced.SettleAsync();
        enforced.AssertDropped(Http());

        await sdk.CallAsync("clb", "SetSecurityGroupForLoadbalancers", new { SecurityGroup = open, OperationType = "ADD", LoadBalancerIds = new[] { id } });
        await enforced.SettleAsync();
        enforced.AssertPasses(Http());
        await sdk.CallAsync("clb", "SetSecurityGroupForLoadbalancers", new { SecurityGroup = open, OperationType = "DEL", LoadBalancerIds = new[] { id } });
        await enforced.SettleAsync();
        enforced.AssertDropped(Http());
        await sdk.CallAsync("clb", "SetLoadBalancerSecurityGroups", new { LoadBalancerId = id, SecurityGroups = new[] { open } });
        await enforced.SettleAsync();
        enforced.AssertPasses(Http());
        var set = await sdk.CallAsync("clb", "SetLoadBalancerSecurityGroups", new { LoadBalancerId = id });
        await enforced.SettleAsync();
        enforced.AssertDropped(Http());

        await sdk.CallAsync("clb", "ModifyLoadBalancerAttributes", new { LoadBalancerId = id, LoadBalancerName = "edge" });
        var described = await sdk.CallAsync("clb", "DescribeLoadBalancers", new { LoadBalancerIds = new[] { id } });
        Assert.Equal("edge", Text(described.GetProperty("LoadBalancerSet")[0], "LoadBalancerName"));
        Assert.Equal(0, (await sdk.CallAsync("clb", "DescribeTaskStatus", new { TaskId = Text(set, "RequestId") })).GetProperty("Status").GetInt32());
        await sdk.RefusedAsync("InvalidParameter.LBIdNotFound", "clb", "SetLoadBalancerSecurityGroups", new { LoadBalancerId = "lb-zzzzzzzz" });
    }

    [Fact]
    public async Task A_databases_groups_are_what_its_packets_get()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        await using var sdk = StartSdk(enforced);
        var (outside, web) = (enforced.Lab.Outside, enforced.Lab["web"]);
        Probe MySql() => Probe.Tcp(outside.V4, web.V4, 3306);
        string open = await NewGroup(sdk, Rules("3306"));
        string closed = await NewGroup(sdk, null);
        string id = await Register(sdk, web.AsGuest([closed]), "CDB");

        await sdk.CallAsync("cdb", "AssociateSecurityGroups", new { SecurityGroupId = open, InstanceIds = new[] { id } });
        await enforced.SettleAsync();
        enforced.AssertPasses(MySql());
        await sdk.CallAsync("cdb", "DisassociateSecurityGroups", new { SecurityGroupId = open, InstanceIds = new[] { id } });
        await enforced.SettleAsync();
        enforced.AssertDropped(MySql());
        await sdk.CallAsync("cdb", "ModifyDBInstanceSecurityGroups", new { InstanceId = id, SecurityGroupIds = new[] { closed, open } });
        await enforced.SettleAsync();
        enforced.AssertPasses(MySql());
        var groups = await sdk.CallAsync("cdb", "DescribeDBSecurityGroups", new { InstanceId = id });
        Assert.Equal([closed, open], groups.GetProperty("Groups").EnumerateArray().Select(group => Text(group, "SecurityGroupId")));
        Assert.Equal(2, (await sdk.CallAsync("cdb", "DescribeProjectSecurityGroups", new { ProjectId = 0 })).GetProperty("TotalCount").GetInt32());
        await sdk.RefusedAsync("InvalidParameter.InstanceNotFound", "cdb", "DescribeDBSecurityGroups", new { InstanceId = "cdb-zzzzzzzz" });
    }

    [Fact]
    public async Task A_snapshot_that_is_restored_reaches_the_packets()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        await using var sdk = StartSdk(enforced);
        var (outside, web) = (enforced.Lab.Outside, enforced.Lab["web"]);
        Probe Http() => Probe.Tcp(outside.V4, web.V4, 80);
        string group = await NewGroup(sdk, Rules("80"));
        await Register(sdk, web.AsGuest([group]), "CVM");
        var policy = new { SnapshotPolicyName = "changes", BackupType = "operate", KeepTime = 7, CreateNewCos = false, CosRegion = Region, CosBucket = "b" };
        string policyId = Text((await sdk.CallAsync("vpc", "CreateSnapshotPolicies", new { SnapshotPolicies = new[] { policy } })).GetProperty("SnapshotPolicies")[0], "SnapshotPolicyId");
        var instances = new[] { new { InstanceId = group, InstanceType = "securitygroup", InstanceRegion = Region } };
        await sdk.CallAsync("vpc", "AttachSnapshotInstances", new { SnapshotPolicyId = policyId, Instances = instances });
        await sdk.CallAsync("vpc", "ModifySecurityGroupPolicies", new { SecurityGroupId = group, SecurityGroupPolicySet = new { Version = "0" } });
        await enforced.SettleAsync();
        enforced.AssertDropped(Http());

        var files = (await sdk.CallAsync("vpc", "DescribeSnapshotFiles",
            new { BusinessType = "securitygroup", InstanceId = group, StartDate = "2020-01-01 00:00:00", EndDate = "2099-01-01 00:00:00" })).GetProperty("SnapshotFileSet");
        Assert.Equal(2, files.GetArrayLength());
        string file = Text(files[0], "SnapshotFileId");
        var content = await sdk.CallAsync("vpc", "DescribeSgSnapshotFileContent", new { SnapshotPolicyId = policyId, SnapshotFileId = file, SecurityGroupId = group });
        Assert.Equal((1, 0), (content.GetProperty("OriginalData").GetArrayLength(), content.GetProperty("BackupData").GetArrayLength()));
        await sdk.CallAsync("vpc", "ResumeSnapshotInstance", new { SnapshotPolicyId = policyId, SnapshotFileId = Text(files[1], "SnapshotFileId"), InstanceId = group });
        await enforced.SettleAsync();
        enforced.AssertPasses(Http());

        Assert.Equal(1, (await sdk.CallAsync("vpc", "DescribeSnapshotAttachedInstances", new { SnapshotPolicyId = policyId })).GetProperty("TotalCount").GetInt32());
        await sdk.CallAsync("vpc", "ModifySnapshotPolicies", new { SnapshotPoliciesInfo = new[] { new { SnapshotPolicyId = policyId, KeepTime = 8 } } });
        await sdk.CallAsync("vpc", "DisableSnapshotPolicies", new { SnapshotPolicyIds = new[] { policyId } });
        await sdk.CallAsync("vpc", "EnableSnapshotPolicies", new { SnapshotPolicyIds = new[] { policyId } });
        Assert.Equal(8, (await sdk.CallAsync("vpc", "DescribeSnapshotPolicies")).GetProperty("SnapshotPolicySet")[0].GetProperty("KeepTime").GetInt32());
        await sdk.CallAsync("vpc", "DetachSnapshotInstances", new { SnapshotPolicyId = policyId, Instances = instances });
        await sdk.CallAsync("vpc", "DeleteSnapshotPolicies", new { SnapshotPolicyIds = new[] { policyId } });
    }

    [Fact]
    public async Task A_secondary_interfaces_groups_are_what_its_packets_get()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        await using var sdk = StartSdk(enforced);
        var (outside, web) = (enforced.Lab.Outside, enforced.Lab["web"]);
        Probe Http() => Probe.Tcp(outside.V4, web.V4, 80);
        string open = await NewGroup(sdk, Rules("80"));
        string closed = await NewGroup(sdk, null);
        var instance = web.AsGuest([closed]);
        instance["NetworkInterfaces"]!.AsArray().Insert(0, new JsonObject { ["Device"] = "absent0" });
        var registered = (await sdk.CallAsync("ringfence", "RegisterInstances", new { Instances = new[] { instance } })).GetProperty("InstanceSet")[0];
        string nic = Text(registered.GetProperty("NetworkInterfaceSet")[1], "NetworkInterfaceId");
        var both = new { NetworkInterfaceIds = new[] { nic }, SecurityGroupIds = new[] { open } };

        await sdk.CallAsync("vpc", "AssociateNetworkInterfaceSecurityGroups", both);
        await enforced.SettleAsync();
        enforced.AssertPasses(Http());
        await sdk.CallAsync("vpc", "DisassociateNetworkInterfaceSecurityGroups", both);
        await enforced.SettleAsync();
        enforced.AssertDropped(Http());
        await sdk.CallAsync("vpc", "ModifyNetworkInterfaceAttribute", new { NetworkInterfaceId = nic, NetworkInterfaceName = "back", SecurityGroupIds = new[] { open } });
        await enforced.SettleAsync();
        enforced.AssertPasses(Http());
        var described = (await sdk.CallAsync("vpc", "DescribeNetworkInterfaces", new { NetworkInterfaceIds = new[] { nic } })).GetProperty("NetworkInterfaceSet")[0];
        Assert.Equal(("back", open), (Text(described, "NetworkInterfaceName"), described.GetProperty("GroupSet")[0].GetString()));
    }

    [Fact]
    public async Task Rules_that_change_places_or_go_are_what_packets_get()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        await using var sdk = StartSdk(enforced);
        var (outside, web) = (enforced.Lab.Outside, enforced.Lab["web"]);
        Probe Http() => Probe.Tcp(outside.V4, web.V4, 80);
        var accept = new { Protocol = "TCP", Port = "80", CidrBlock = "0.0.0.0/0", Action = "ACCEPT" };
        var drop = new { Protocol = "TCP", Port = "80", CidrBlock = "0.0.0.0/0", Action = "DROP" };
        string group = await NewGroup(sdk, new { Ingress = new[] { accept, drop } });
        string instance = await Register(sdk, web.AsGuest([await NewGroup(sdk, null)]), "CVM");
        await sdk.CallAsync("cvm", "AssociateSecurityGroups", new { SecurityGroupIds = new[] { group }, InstanceIds = new[] { instance } });
        await enforced.SettleAsync();
        enforced.AssertPasses(Http());

        await sdk.CallAsync("vpc", "ReplaceSecurityGroupPolicies", new
        {
            SecurityGroupId = group,
            OriginalSecurityGroupPolicySet = new { Ingress = new[] { new { PolicyIndex = 0 } } },
            SecurityGroupPolicySet = new { Ingress = new[] { new { PolicyIndex = 1 } } },
            UpdateType = "Priority",
        });
        await enforced.SettleAsync();
        enforced.AssertDropped(Http());
        await sdk.CallAsync("vpc", "DeleteSecurityGroupPolicies", new { SecurityGroupId = group, SecurityGroupPolicySet = new { Ingress = new[] { drop } } });
        await enforced.SettleAsync();
        enforced.AssertPasses(Http());
        await sdk.CallAsync("vpc", "ModifySecurityGroupAttribute", new { SecurityGroupId = group, GroupName = "renamed" });
        Assert.Equal("renamed", Text((await sdk.CallAsync("vpc", "DescribeSecurityGroups", new { SecurityGroupIds = new[] { group } })).GetProperty("SecurityGroupSet")[0], "SecurityGroupName"));
    }

    [Fact]
    public async Task The_rest_answers_in_the_sdks_own_types()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        await using var sdk = StartSdk(enforced);
        string group = await NewGroup(sdk, Rules("80"));
        var clone = (await sdk.CallAsync("vpc", "CloneSecurityGroup", new { SecurityGroupId = group, GroupName = "clone", IsCloneTags = true })).GetProperty("SecurityGroup");
        Assert.Equal("clone", Text(clone, "SecurityGroupName"));
        await sdk.CallAsync("tag", "ModifyResourceTags", new { Resource = $"qcs::cvm:{Region}:uin/:sg/{group}", ReplaceTags = new[] { new { TagKey = "env", TagValue = "prod" } } });
        var tags = await sdk.CallAsync("tag", "DescribeResourceTagsByResourceIds", new { ServiceType = "cvm", ResourcePrefix = "sg", ResourceIds = new[] { group }, ResourceRegion = Region });
        Assert.Equal("prod", Text(tags.GetProperty("Tags")[0], "TagValue"));
        await sdk.CallAsync("vpc", "CreateDefaultSecurityGroup");
        Assert.Equal(3, (await sdk.CallAsync("vpc", "DescribeSecurityGroups")).GetProperty("TotalCount").GetInt32());
        Assert.Equal(50, (await sdk.CallAsync("vpc", "DescribeSecurityGroupLimits")).GetProperty("SecurityGroupLimitSet").GetProperty("SecurityGroupLimit").GetInt32());
        await sdk.CallAsync("vpc", "DescribeSecurityGroupReferences", new { SecurityGroupIds = new[] { group } });
        await sdk.CallAsync("vpc", "DescribeSecurityGroupAssociationStatistics", new { SecurityGroupIds = new[] { group } });
        await sdk.CallAsync("vpc", "DescribeNetworkInterfaces");
        Assert.Equal("VPC", (await sdk.CallAsync("vpc", "DescribeAccountAttributes")).GetProperty("AccountAttributeSet")[0].GetProperty("AttributeValues")[0].GetString());
        Assert.True((await sdk.CallAsync("region", "DescribeRegions", new { Product = "vpc" })).GetProperty("TotalCount").GetInt32() >= 25);
        Assert.True((await sdk.CallAsync("cvm", "DescribeRegions")).GetProperty("TotalCount").GetInt32() >= 25);
        await sdk.RefusedAsync("UnsupportedOperation", "cvm", "RunInstances", new { InstanceChargeType = "POSTPAID_BY_HOUR" });
        foreach (string action in (string[])
            [
                "CreateNetworkInterface", "CreateAndAttachNetworkInterface", "AttachNetworkInterface", "DetachNetworkInterface", "DeleteNetworkInterface", "MigrateNetworkInterface",
                "DescribeNetworkInterfaceLimit", "DescribeVpcLimits", "CreateVpcEndPoint", "ModifyVpcEndPointAttribute", "DisassociateVpcEndPointSecurityGroups", "DescribeVpcEndPoint",
            ])
        {
            await sdk.RefusedAsync("UnsupportedOperation", "vpc", action);
        }
    }

    private static VendorSdk StartSdk(EnforcedLab enforced)
    {
        string? reason = VendorSdk.WhyUnavailable();
        Assert.SkipWhen(reason is not null, reason ?? "");
        return VendorSdk.Start(enforced.Access.Endpoint, enforced.Access.SecretId, enforced.Access.SecretKey, Region);
    }

    private static object Rules(string port) => new { Ingress = new[] { new { Protocol = "TCP", Port = port, CidrBlock = "0.0.0.0/0", Action = "ACCEPT" } } };

    private static async Task<string> NewGroup(VendorSdk sdk, object? policies) => Text(
        (await sdk.CallAsync("vpc", "CreateSecurityGroupWithPolicies", new { GroupName = "g", GroupDescription = "", SecurityGroupPolicySet = policies })).GetProperty("SecurityGroup"),
        "SecurityGroupId");

    private static async Task<string> Register(VendorSdk sdk, JsonObject instance, string type)
    {
        instance["InstanceType"] = type;
        return Text((await sdk.CallAsync("ringfence", "RegisterInstances", new { Instances = new[] { instance } })).GetProperty("InstanceSet")[0], "InstanceId");
    }

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;
}
