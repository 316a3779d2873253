using System.Text.Json;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;

namespace Ringfence.Kernel.Tests.NodeSdk;

/// <summary>Parameter templates by the vendor's own Node SDK: what it writes it reads back, and an edit of a template is what the wire does.</summary>
public sealed class VendorSdkTemplateTests
{
    [Fact]
    public async Task A_template_edit_reaches_the_packets_of_every_group_that_uses_it()
    {
        string? reason = VendorSdk.WhyUnavailable();
        Assert.SkipWhen(reason is not null, reason ?? "");
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        await using var sdk = VendorSdk.Start(enforced.Access.Endpoint, enforced.Access.SecretId, enforced.Access.SecretKey, "ap-guangzhou");
        var (outside, web) = (enforced.Lab.Outside, enforced.Lab["web"]);
        Probe Http() => Probe.Tcp(outside.V4, web.V4, 80);
        Probe HttpV6() => Probe.Tcp(outside.V6, web.V6, 80);
        Probe Dns() => Probe.Udp(outside.V4, web.V4, 53);

        var made = (await Call("CreateAddressTemplate", new { AddressTemplateName = "office", Addresses = new[] { "198.51.100.1-198.51.100.9" } })).GetProperty("AddressTemplate");
        string office = Text(made, "AddressTemplateId");
        string offices = Text((await Call("CreateAddressTemplateGroup", new { AddressTemplateGroupName = "offices", AddressTemplateIds = new[] { office } })).GetProperty("AddressTemplateGroup"), "AddressTemplateGroupId");
        string services = Text((await Call("CreateServiceTemplate", new { ServiceTemplateName = "web", ServicesExtra = new[] { new { Service = "TCP:80,443", Description = "web" } } })).GetProperty("ServiceTemplate"), "ServiceTemplateId");
        string apps = Text((await Call("CreateServiceTemplateGroup", new { ServiceTemplateGroupName = "apps", ServiceTemplateIds = new[] { services } })).GetProperty("ServiceTemplateGroup"), "ServiceTemplateGroupId");
        var read = await Call("DescribeAddressTemplates", new { Filters = new[] { new { Name = "address-template-id", Values = new[] { office } } }, Limit = "20", Offset = "0" });
        Assert.Equal(made.ToString(), read.GetProperty("AddressTemplateSet")[0].ToString());

        string group = Text((await Call("CreateSecurityGroup", new { GroupName = "web", GroupDescription = "" })).GetProperty("SecurityGroup"), "SecurityGroupId");
        await Call("CreateSecurityGroupPolicies", new
        {
            SecurityGroupId = group,
            SecurityGroupPolicySet = new { Ingress = new[] { new { AddressTemplate = new { AddressGroupId = offices }, ServiceTemplate = new { ServiceGroupId = apps }, Action = "ACCEPT" } } },
        });
        await sdk.CallAsync("ringfence", "RegisterInstances", new { Instances = new[] { web.AsGuest([group]) } }, new { signMethod = "TC3-HMAC-SHA256" });
        await enforced.SettleAsync();
        enforced.AssertDropped(Http());

        // Both families, the second one in the middle of a range.
        await Call("ModifyAddressTemplateAttribute", new
        {
            AddressTemplateId = office,
            Addresses = new[] { "198.51.100.7", outside.V4.Address.ToString(), $"{Near(outside.V6, -3)}-{Near(outside.V6, 3)}" },
        });
        await enforced.SettleAsync();
        enforced.AssertPasses(Http());
        enforced.AssertPasses(HttpV6());
        enforced.AssertDropped(Dns());
        await Call("AddTemplateMember", new { TemplateId = services, TemplateMember = new[] { new { Member = "udp:53" } } });
        await enforced.SettleAsync();
        enforced.AssertPasses(Dns());
        var expanded = (await Call("DescribeSecurityGroupExpandedPolicies", new { SecurityGroupId = group })).GetProperty("SecurityGroupPolicySet").GetProperty("Ingress");
        Assert.Equal(6, expanded.GetArrayLength());

        await sdk.RefusedAsync("ResourceInUse", "vpc", "DeleteAddressTemplate", new { AddressTemplateId = office });
        var asked = await Call("DescribeServiceTemplateInstances", new { ServiceTemplateId = services });
        var task = await Call("DescribeVpcTaskResult", new { TaskId = Text(asked, "RequestId") });
        Assert.Contains(group, Text(task, "Output"), StringComparison.Ordinal);

        // Without members nothing is meant.
        await Call("DeleteTemplateMember", new { TemplateId = services, TemplateMember = new[] { new { Member = "udp:53" }, new { Member = "tcp:80,443" } } });
        await enforced.SettleAsync();
        enforced.AssertDropped(Http());
        enforced.AssertDropped(Dns());

        Task<JsonElement> Call(string action, object parameters) => sdk.CallAsync("vpc", action, parameters);
    }

    [Fact]
    public async Task Every_kind_of_template_is_listed_changed_and_deleted()
    {
        string? reason = VendorSdk.WhyUnavailable();
        Assert.SkipWhen(reason is not null, reason ?? "");
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        await using var sdk = VendorSdk.Start(enforced.Access.Endpoint, enforced.Access.SecretId, enforced.Access.SecretKey, "ap-guangzhou");
        string office = Text((await Call("CreateAddressTemplate", new { AddressTemplateName = "office", Addresses = new[] { "198.51.100.7" } })).GetProperty("AddressTemplate"), "AddressTemplateId");
        string offices = Text((await Call("CreateAddressTemplateGroup", new { AddressTemplateGroupName = "offices", AddressTemplateIds = new[] { office } })).GetProperty("AddressTemplateGroup"), "AddressTemplateGroupId");
        string web = Text((await Call("CreateServiceTemplate", new { ServiceTemplateName = "web", Services = new[] { "tcp:80" } })).GetProperty("ServiceTemplate"), "ServiceTemplateId");
        string apps = Text((await Call("CreateServiceTemplateGroup", new { ServiceTemplateGroupName = "apps", ServiceTemplateIds = new[] { web } })).GetProperty("ServiceTemplateGroup"), "ServiceTemplateGroupId");

        await Call("ModifyTemplateMember", new { TemplateId = office, OriginalTemplateMember = new[] { new { Member = "198.51.100.7" } }, TemplateMember = new[] { new { Member = "198.51.100.8" } } });
        await Call("ModifyAddressTemplateGroupAttribute", new { AddressTemplateGroupId = offices, AddressTemplateGroupName = "all offices" });
        await Call("ModifyServiceTemplateAttribute", new { ServiceTemplateId = web, Services = new[] { "tcp:443" } });
        await Call("ModifyServiceTemplateGroupAttribute", new { ServiceTemplateGroupId = apps, ServiceTemplateGroupName = "all apps" });
        Assert.Equal("198.51.100.8", (await Only("DescribeAddressTemplates", "AddressTemplateSet")).GetProperty("AddressSet")[0].GetString());
        Assert.Equal("all offices", Text(await Only("DescribeAddressTemplateGroups", "AddressTemplateGroupSet"), "AddressTemplateGroupName"));
        Assert.Equal("tcp:443", (await Only("DescribeServiceTemplates", "ServiceTemplateSet")).GetProperty("ServiceSet")[0].GetString());
        Assert.Equal("all apps", Text(await Only("DescribeServiceTemplateGroups", "ServiceTemplateGroupSet"), "ServiceTemplateGroupName"));
        Assert.Equal(20, (await Call("DescribeTemplateLimits", new { })).GetProperty("TemplateLimit").GetProperty("AddressTemplateMemberLimit").GetInt32());
        await Call("DescribeAddressTemplateInstances", new { AddressTemplateId = office });
        await Call("DescribeAddressTemplateGroupInstances", new { AddressTemplateGroupId = offices });
        await Call("DescribeServiceTemplateGroupInstances", new { ServiceTemplateGroupId = apps });

        await Call("DeleteAddressTemplateGroup", new { AddressTemplateGroupId = offices });
        await Call("DeleteAddressTemplate", new { AddressTemplateId = office });
        await Call("DeleteServiceTemplateGroup", new { ServiceTemplateGroupId = apps });
        await Call("DeleteServiceTemplate", new { ServiceTemplateId = web });
        Assert.Equal(0, (await Call("DescribeServiceTemplates", new { })).GetProperty("TotalCount").GetInt32());

        Task<JsonElement> Call(string action, object parameters) => sdk.CallAsync("vpc", action, parameters);
        async Task<JsonElement> Only(string action, string set) => Assert.Single((await Call(action, new { })).GetProperty(set).EnumerateArray());
    }

    private static Policy.Addressing.IpAddress Near(LabAddress address, int distance) =>
        new(address.Address.Family, distance < 0 ? address.Address.Value - (UInt128)(-distance) : address.Address.Value + (UInt128)distance);

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;
}
