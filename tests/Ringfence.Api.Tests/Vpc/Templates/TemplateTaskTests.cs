using Microsoft.Extensions.Time.Testing;
using Ringfence.Api.Actions;

namespace Ringfence.Api.Tests.Vpc.Templates;

public sealed class TemplateTaskTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly TestApi _api;

    public TemplateTaskTests() => _api = new TestApi(
        new TestWorld().Group("sg-aaaaaaaa").Group("sg-bbbbbbbb").Group("sg-cccccccc").Build(), new ActionOptions { DefaultHost = "h1", TimeProvider = _clock });

    [Fact]
    public async Task A_change_is_a_task_that_is_done()
    {
        string id = await NewTemplate();
        _api.RequestId = "r-modify";
        await _api.Call(TestApi.Vpc, "ModifyAddressTemplateAttribute", $$"""{"AddressTemplateId":"{{id}}","Addresses":["10.0.0.2"]}""");
        _api.RequestId = "r-delete";
        await _api.Call(TestApi.Vpc, "DeleteAddressTemplate", $$"""{"AddressTemplateId":"{{id}}"}""");
        foreach (string task in new[] { "r-modify", " r-delete " })
            JsonAssert.Same("""{"Status":"SUCCESS","Output":"SUCCESS","Result":[]}""", await _api.Call(TestApi.Vpc, "DescribeVpcTaskResult", $$"""{"TaskId":"{{task}}"}"""));
        _api.RequestId = "r-refused";
        await _api.Refused(TestApi.Vpc, "DeleteAddressTemplate", $$"""{"AddressTemplateId":"{{id}}"}""");
        Assert.Equal("ResourceNotFound", (await _api.Refused(TestApi.Vpc, "DescribeVpcTaskResult", """{"TaskId":"r-refused"}""")).Code);
        Assert.Equal("MissingParameter", (await _api.Refused(TestApi.Vpc, "DescribeVpcTaskResult", "{}")).Code);
    }

    [Fact]
    public async Task The_groups_that_use_a_template_are_found_also_through_a_template_group()
    {
        string id = await NewTemplate();
        string holder = (await _api.Call(TestApi.Vpc, "CreateAddressTemplateGroup", $$"""{"AddressTemplateGroupName":"n","AddressTemplateIds":["{{id}}"]}"""))["AddressTemplateGroup"]!["AddressTemplateGroupId"]!.ToString();
        await Use("sg-bbbbbbbb", $$"""{"AddressId":"{{id}}"}""");
        await Use("sg-aaaaaaaa", $$"""{"AddressGroupId":"{{holder}}"}""");

        Assert.Equal("""[{"InstanceId":"sg-aaaaaaaa","InstanceType":"SG"},{"InstanceId":"sg-bbbbbbbb","InstanceType":"SG"}]""", await Found("DescribeAddressTemplateInstances", $$""" "AddressTemplateId":"{{id}}" """));
        Assert.Equal("""[{"InstanceId":"sg-bbbbbbbb","InstanceType":"SG"}]""", await Found("DescribeAddressTemplateInstances", $$""" "AddressTemplateId":"{{id}}","Offset":1,"Limit":"5" """));
        Assert.Equal("""[{"InstanceId":"sg-aaaaaaaa","InstanceType":"SG"}]""", await Found("DescribeAddressTemplateGroupInstances", $$""" "AddressTemplateGroupId":"{{holder}}" """));
        Assert.Equal("[]", await Found("DescribeAddressTemplateInstances", $$""" "AddressTemplateId":"{{await NewTemplate()}}" """));
    }

    [Fact]
    public async Task A_task_is_known_for_a_day_and_to_its_own_account_alone()
    {
        string id = await NewTemplate();
        _api.RequestId = "r-1";
        await _api.Call(TestApi.Vpc, "DeleteAddressTemplate", $$"""{"AddressTemplateId":"{{id}}"}""");
        const string Ask = """{"TaskId":"r-1"}""";
        _clock.Advance(TimeSpan.FromHours(24));
        await _api.Call(TestApi.Vpc, "DescribeVpcTaskResult", Ask);
        var home = _api.Scope;
        _api.Scope = TestWorld.OtherAccount;
        Assert.Equal("ResourceNotFound", (await _api.Refused(TestApi.Vpc, "DescribeVpcTaskResult", Ask)).Code);
        _api.Scope = home;
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("ResourceNotFound", (await _api.Refused(TestApi.Vpc, "DescribeVpcTaskResult", Ask)).Code);
    }

    [Fact]
    public async Task The_oldest_of_very_many_tasks_are_forgotten()
    {
        const int Remembered = 10_000;
        string id = await NewTemplate();
        for (int i = 0; i <= Remembered; i++)
        {
            _api.RequestId = $"r-{i}";
            await _api.Call(TestApi.Vpc, "DescribeAddressTemplateInstances", $$"""{"AddressTemplateId":"{{id}}"}""");
        }

        Assert.Equal("ResourceNotFound", (await _api.Refused(TestApi.Vpc, "DescribeVpcTaskResult", """{"TaskId":"r-0"}""")).Code);
        await _api.Call(TestApi.Vpc, "DescribeVpcTaskResult", """{"TaskId":"r-1"}""");
    }

    private async Task<string> NewTemplate() =>
        (await _api.Call(TestApi.Vpc, "CreateAddressTemplate", """{"AddressTemplateName":"n","Addresses":["10.0.0.1"]}"""))["AddressTemplate"]!["AddressTemplateId"]!.ToString();

    private Task Use(string group, string template) => _api.Call(TestApi.Vpc, "CreateSecurityGroupPolicies",
        $$"""{"SecurityGroupId":"{{group}}","SecurityGroupPolicySet":{"Ingress":[{"AddressTemplate":{{template}},"Action":"ACCEPT"}]} }""");

    private async Task<string> Found(string action, string body)
    {
        _api.RequestId = Guid.NewGuid().ToString();
        JsonAssert.Same("{}", await _api.Call(TestApi.Vpc, action, $"{{{body}}}"));
        var result = await _api.Call(TestApi.Vpc, "DescribeVpcTaskResult", $$"""{"TaskId":"{{_api.RequestId}}"}""");
        string output = result["Output"]!.ToString();
        Assert.Equal(System.Text.Json.Nodes.JsonNode.Parse(output)!.AsArray().Count, result["Result"]!.AsArray().Count);
        return output;
    }
}
