using System.Text.Json;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;

namespace Ringfence.Kernel.Tests.NodeSdk;

/// <summary>The vendor's own Node SDK, unmodified, against the server, with packets in between: what it changes is what the wire does.</summary>
public sealed class VendorSdkTests
{
    private const string Region = "ap-guangzhou";

    [Theory]
    [InlineData("TC3-HMAC-SHA256", "POST")]
    [InlineData("TC3-HMAC-SHA256", "GET")]
    [InlineData("HmacSHA256", "POST")]
    [InlineData("HmacSHA1", "GET")]
    public async Task Create_bind_describe_replace_and_delete_change_what_packets_get(string signMethod, string reqMethod)
    {
        var options = new { signMethod, reqMethod };
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        await using var sdk = StartSdk(enforced);
        var (outside, web) = (enforced.Lab.Outside, enforced.Lab["web"]);
        Probe Http() => Probe.Tcp(outside.V4, web.V4, 80);
        Probe HttpV6() => Probe.Tcp(outside.V6, web.V6, 80);
        Probe Ssh() => Probe.Tcp(outside.V4, web.V4, 22);

        // A new group is empty: everything is refused.
        var created = await sdk.CallAsync("vpc", "CreateSecurityGroup", new { GroupName = "web 网络", GroupDescription = "" }, options);
        string group = created.GetProperty("SecurityGroup").GetProperty("SecurityGroupId").GetString()!;
        Assert.Equal("web 网络", created.GetProperty("SecurityGroup").GetProperty("SecurityGroupName").GetString());
        Assert.Equal("0", await VersionAsync());

        // The SDK's generic client registers the instance, bound to the group from the start.
        var registered = await sdk.CallAsync("ringfence", "RegisterInstances", new { Instances = new[] { web.AsGuest([group]) } }, new { signMethod = "TC3-HMAC-SHA256" });
        string instance = registered.GetProperty("InstanceSet")[0].GetProperty("InstanceId").GetString()!;
        await enforced.SettleAsync();
        enforced.AssertDropped(Http());

        // Rules, one family after the other.
        await sdk.CallAsync("vpc", "CreateSecurityGroupPolicies", Rules(group, new { Protocol = "TCP", Port = "80", CidrBlock = "0.0.0.0/0", Action = "accept" }), options);
        await enforced.SettleAsync();
        enforced.AssertPasses(Http());
        enforced.AssertDropped(HttpV6());
        await sdk.CallAsync("vpc", "CreateSecurityGroupPolicies", Rules(group, new { Protocol = "tcp", Port = "80", Ipv6CidrBlock = "::/0", Action = "ACCEPT" }), options);
        await enforced.SettleAsync();
        enforced.AssertPasses(HttpV6());
        enforced.AssertDropped(Ssh());
        Assert.Equal("2", await VersionAsync());

        // Refusals reach the SDK's user as the vendor's codes, and change nothing.
        await sdk.RefusedAsync("UnsupportedOperation.DuplicatePolicy", "vpc", "CreateSecurityGroupPolicies",
            Rules(group, new { Protocol = "TCP", Port = "80", CidrBlock = "0.0.0.0/0", Action = "ACCEPT" }), options);
        await sdk.RefusedAsync("InvalidParameterValue.Malformed", "vpc", "CreateSecurityGroupPolicies",
            Rules(group, new { Protocol = "TCP", Port = "22", CidrBlock = "10.0.0.0/33", Action = "ACCEPT" }), options);
        await sdk.RefusedAsync("UnsupportedOperation.VersionMismatch", "vpc", "CreateSecurityGroupPolicies",
            new { SecurityGroupId = group, SecurityGroupPolicySet = new { Version = "1", Ingress = new[] { new { Protocol = "TCP", Port = "22", CidrBlock = "10.0.0.0/8", Action = "ACCEPT" } } } }, options);
        await sdk.RefusedAsync("ResourceNotFound", "vpc", "DescribeSecurityGroupPolicies", new { SecurityGroupId = "sg-zzzzzzzz" }, options);
        await sdk.RefusedAsync("ResourceInUse", "vpc", "DeleteSecurityGroup", new { SecurityGroupId = group }, options);
        await sdk.RefusedAsync("AuthFailure.SignatureFailure", "vpc", "DescribeSecurityGroups", null, new { signMethod, reqMethod, secretKey = "wrong" });
        await sdk.RefusedAsync("AuthFailure.SecretIdNotFound", "vpc", "DescribeSecurityGroups", null, new { signMethod, reqMethod, secretId = "AKIDnobody" });
        await sdk.RefusedAsync("UnsupportedRegion", "vpc", "DescribeSecurityGroups", null, new { signMethod, reqMethod, region = "mars-olympus" });
        await sdk.RefusedAsync("ResourceNotFound", "vpc", "DescribeSecurityGroupPolicies", new { SecurityGroupId = group }, new { signMethod, reqMethod, region = "ap-shanghai" });
        Assert.Equal("2", await VersionAsync());

        // Replace in place: 80 becomes 22.
        await sdk.CallAsync("vpc", "ReplaceSecurityGroupPolicy",
            new
            {
                SecurityGroupId = group,
                SecurityGroupPolicySet = new { Version = "2", Ingress = new[] { new { PolicyIndex = 0, Protocol = "TCP", Port = "22", CidrBlock = "0.0.0.0/0", Action = "ACCEPT", PolicyDescription = "ssh" } } },
            }, options);
        await enforced.SettleAsync();
        enforced.AssertDropped(Http());
        enforced.AssertPasses(HttpV6());
        enforced.AssertPasses(Ssh());
        var rows = (await PoliciesAsync()).GetProperty("Ingress");
        Assert.Equal(("tcp", "22", "0.0.0.0/0", "ACCEPT", "ssh"), (Text(rows[0], "Protocol"), Text(rows[0], "Port"), Text(rows[0], "CidrBlock"), Text(rows[0], "Action"), Text(rows[0], "PolicyDescription")));
        Assert.Equal(("::/0", ""), (Text(rows[1], "Ipv6CidrBlock"), Text(rows[1], "CidrBlock")));

        // A second group in front, then behind: the first match in binding order decides.
        var second = await sdk.CallAsync("vpc", "CreateSecurityGroupWithPolicies",
            new
            {
                GroupName = "deny",
                GroupDescription = "deny ssh",
                SecurityGroupPolicySet = new { Ingress = new[] { new { Protocol = "TCP", Port = "22", CidrBlock = "0.0.0.0/0", Action = "DROP" } } },
            }, options);
        string deny = Text(second.GetProperty("SecurityGroup"), "SecurityGroupId");
        await sdk.CallAsync("cvm", "ModifyInstancesAttribute", new { InstanceIds = new[] { instance }, SecurityGroups = new[] { deny, group } }, options);
        await enforced.SettleAsync();
        enforced.AssertDropped(Ssh());
        await sdk.CallAsync("cvm", "ModifyInstancesAttribute", new { InstanceIds = new[] { instance }, SecurityGroups = new[] { group, deny } }, options);
        await enforced.SettleAsync();
        enforced.AssertPasses(Ssh());
        var described = await sdk.CallAsync("cvm", "DescribeInstances", new { InstanceIds = new[] { instance } }, options);
        Assert.Equal([group, deny], described.GetProperty("InstanceSet")[0].GetProperty("SecurityGroupIds").EnumerateArray().Select(id => id.GetString()!));
        await sdk.CallAsync("cvm", "DisassociateSecurityGroups", new { SecurityGroupIds = new[] { deny }, InstanceIds = new[] { instance } }, options);

        // Clear both directions, and packets notice.
        await sdk.CallAsync("vpc", "ModifySecurityGroupPolicies", new { SecurityGroupId = group, SecurityGroupPolicySet = new { Version = "0" } }, options);
        await enforced.SettleAsync();
        enforced.AssertDropped(Ssh());
        enforced.AssertDropped(HttpV6());

        // Delete: the free one goes, the last one of an instance stays.
        await sdk.CallAsync("vpc", "DeleteSecurityGroup", new { SecurityGroupId = deny }, options);
        await sdk.RefusedAsync("UnsupportedOperation", "cvm", "DisassociateSecurityGroups", new { SecurityGroupIds = new[] { group }, InstanceIds = new[] { instance } }, options);
        await sdk.RefusedAsync("ResourceNotFound", "vpc", "DescribeSecurityGroups", new { SecurityGroupIds = new[] { deny } }, options);
        var all = await sdk.CallAsync("vpc", "DescribeSecurityGroups", new { Limit = "100" }, options);
        Assert.Equal([group], all.GetProperty("SecurityGroupSet").EnumerateArray().Select(own => Text(own, "SecurityGroupId")));

        async Task<JsonElement> PoliciesAsync() =>
            (await sdk.CallAsync("vpc", "DescribeSecurityGroupPolicies", new { SecurityGroupId = group }, options)).GetProperty("SecurityGroupPolicySet");
        async Task<string> VersionAsync() => Text(await PoliciesAsync(), "Version");
    }

    [Fact]
    public async Task The_example_client_of_the_readme_makes_calls_and_tells_refusals()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        var (exit, output) = await ExampleClient.CallAsync(enforced.Access, "vpc", "CreateSecurityGroup", """{"GroupName":"web","GroupDescription":""}""");
        Assert.Equal(0, exit);
        Assert.StartsWith("sg-", JsonDocument.Parse(output).RootElement.GetProperty("SecurityGroup").GetProperty("SecurityGroupId").GetString(), StringComparison.Ordinal);
        (exit, output) = await ExampleClient.CallAsync(enforced.Access, "vpc", "CreateSecurityGroup", """{"GroupName":"web"}""");
        Assert.Equal(1, exit);
        Assert.StartsWith("MissingParameter: ", output, StringComparison.Ordinal);
    }

    private static VendorSdk StartSdk(EnforcedLab enforced)
    {
        string? reason = VendorSdk.WhyUnavailable();
        Assert.SkipWhen(reason is not null, reason ?? "");
        return VendorSdk.Start(enforced.Access.Endpoint, enforced.Access.SecretId, enforced.Access.SecretKey, Region);
    }

    private static object Rules(string group, object ingress) => new { SecurityGroupId = group, SecurityGroupPolicySet = new { Ingress = new[] { ingress } } };

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;
}
