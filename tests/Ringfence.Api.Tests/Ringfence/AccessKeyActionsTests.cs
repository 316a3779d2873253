using Ringfence.Control.Audit;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Ringfence;

public sealed class AccessKeyActionsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ringfence-keys-").FullName;
    private readonly TestApi _api;

    public AccessKeyActionsTests() => _api = new TestApi(World.Empty, dataFolder: _folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_key_pair_is_made_listed_changed_and_deleted_and_its_secret_is_told_once()
    {
        var made = await _api.Call(TestApi.Extension, "CreateAccessKey", """{"Role":"Operator","Description":"ci"}""");
        string id = (string)made["AccessKey"]!["SecretId"]!, secret = (string)made["SecretKey"]!;
        Assert.Equal(("operator", "Active", "ci", "AKIDtest"), Facts(made["AccessKey"]!));
        Assert.Equal(32, secret.Length);

        var listed = await _api.Call(TestApi.Extension, "DescribeAccessKeys", "{}");
        Assert.Equal($"AKIDroot,{id}", JsonAssert.Texts(listed["AccessKeySet"], "SecretId"));
        Assert.Equal(2, (int)listed["TotalCount"]!);
        Assert.DoesNotContain(secret, listed.ToJsonString(), StringComparison.Ordinal);

        var changed = await _api.Call(TestApi.Extension, "UpdateAccessKey", $$"""{"SecretId":"{{id}}","Status":"inactive","Role":"reader"}""");
        Assert.Equal(("reader", "Inactive", "ci", "AKIDtest"), Facts(changed["AccessKey"]!));
        Assert.False(_api.Keys.Ring.TryFind(id, out _));
        await _api.Call(TestApi.Extension, "DeleteAccessKey", $$"""{"SecretId":"{{id}}"}""");
        Assert.Equal("ResourceNotFound", (await _api.Refused(TestApi.Extension, "DeleteAccessKey", $$"""{"SecretId":"{{id}}"}""")).Code);
    }

    [Theory]
    [InlineData("CreateAccessKey", "{}", "MissingParameter")]
    [InlineData("CreateAccessKey", """{"Role":"owner"}""", "InvalidParameterValue")]
    [InlineData("CreateAccessKey", """{"Role":"2"}""", "InvalidParameterValue")]
    [InlineData("CreateAccessKey", """{"Role":"admin","SecretKey":"mine"}""", "UnknownParameter")]
    [InlineData("UpdateAccessKey", """{"SecretId":"AKIDroot","Status":"Inactive"}""", "UnsupportedOperation")]
    [InlineData("UpdateAccessKey", """{"SecretId":"AKIDother","Status":"off"}""", "InvalidParameterValue")]
    [InlineData("UpdateAccessKey", """{"SecretId":"AKIDother"}""", "MissingParameter")]
    [InlineData("UpdateAccessKey", """{"SecretId":"AKIDother","Role":"reader"}""", "ResourceNotFound")]
    [InlineData("DeleteAccessKey", """{"SecretId":"AKIDroot"}""", "UnsupportedOperation")]
    public async Task What_cannot_be_done_is_refused(string action, string parameters, string code) =>
        Assert.Equal(code, (await _api.Refused(TestApi.Extension, action, parameters)).Code);

    [Fact]
    public async Task A_disk_that_refuses_is_told_and_changes_nothing()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "access-keys.json.new", "in-the-way"));
        Assert.Equal("ServiceUnavailable", (await _api.Refused(TestApi.Extension, "CreateAccessKey", """{"Role":"reader"}""")).Code);
        Assert.Empty(_api.Keys.List(TestWorld.Home.Account));
    }

    [Fact]
    public async Task The_audit_log_is_asked_with_every_condition_and_shown_as_it_is()
    {
        await _api.Audit.RecordAsync(new AuditRecord(TestWorld.Epoch, TestWorld.Home.Account, "ap-guangzhou", "AKID1", "192.0.2.1", "r-9", "CreateSecurityGroup", "LimitExceeded", "full"));
        var answer = await _api.Call(TestApi.Extension, "DescribeAuditLog", """
            {"StartTime":"2026-01-05T01:00:00Z","EndTime":"2026-01-06T01:00:00Z","SecretIds":["AKID1"],"Actions":["A"],"Codes":["C"],"SourceAddresses":["192.0.2.1"],
             "RequestIds":["r-9"],"Refused":true,"Offset":1,"Limit":2}
            """);
        var query = _api.Audit.LastQuery!;
        Assert.Equal((TestWorld.Home.Account, true, 1, 2), (query.Account, query.Refused, query.Offset, query.Limit));
        Assert.Equal(("AKID1", "A", "C", "192.0.2.1", "r-9"), (query.SecretIds[0], query.Actions[0], query.Codes[0], query.RemoteAddresses[0], query.RequestIds[0]));
        Assert.Equal(TimeSpan.FromDays(1), query.Before - query.From);
        JsonAssert.Same("""
            {"Time":"2026-01-05T01:00:00.000Z","SecretId":"AKID1","Region":"ap-guangzhou","SourceAddress":"192.0.2.1","RequestId":"r-9","Action":"CreateSecurityGroup",
             "Code":"LimitExceeded","Message":"full"}
            """, WithTime(answer["AuditSet"]![0]!, "2026-01-05T01:00:00.000Z"));
    }

    private static System.Text.Json.Nodes.JsonNode WithTime(System.Text.Json.Nodes.JsonNode entry, string time)
    {
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", (string)entry["Time"]!);
        entry["Time"] = time;
        return entry;
    }

    private static (string, string, string, string) Facts(System.Text.Json.Nodes.JsonNode key) =>
        ((string)key["Role"]!, (string)key["Status"]!, (string)key["Description"]!, (string)key["CreatedBy"]!);
}
