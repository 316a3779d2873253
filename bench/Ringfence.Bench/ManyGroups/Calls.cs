using System.Globalization;
using System.Text.Json.Nodes;
using Ringfence.Contracts.Client;

namespace Ringfence.Bench.ManyGroups;

/// <summary>The calls of the benchmark.</summary>
internal static class Calls
{
    private const int GroupsPerHost = 50;

    public static ApiCall CreateGroup(int number, int rules)
    {
        var set = new JsonObject { ["Ingress"] = Rules(rules, 0), ["Egress"] = Rules(rules, 1) };
        return new ApiCall(ApiService.Vpc, "CreateSecurityGroupWithPolicies", new JsonObject
        {
            ["GroupName"] = string.Create(CultureInfo.InvariantCulture, $"group {number}"),
            ["GroupDescription"] = "bench",
            ["SecurityGroupPolicySet"] = set,
        });
    }

    public static ApiCall Register(int first, int count, string[] groups) => new(ApiService.Ringfence, "RegisterInstances", new JsonObject
    {
        ["Instances"] = new JsonArray([.. Enumerable.Range(first, count).Select(number => Instance(number, number % groups.Length, groups[number % groups.Length]))]),
    });

    /// <summary>A page somewhere in the list.</summary>
    public static ApiCall DescribeGroups(int groups, int client, int call) => new(ApiService.Vpc, "DescribeSecurityGroups", new JsonObject
    {
        ["Offset"] = (((client * 7919) + (call * 131)) % Math.Max(1, groups - 20)).ToString(CultureInfo.InvariantCulture),
        ["Limit"] = "20",
    });

    public static ApiCall AddRule(string group, int call) => new(ApiService.Vpc, "CreateSecurityGroupPolicies", new JsonObject
    {
        ["SecurityGroupId"] = group,
        ["SecurityGroupPolicySet"] = new JsonObject { ["Ingress"] = new JsonArray(Rule(200, 10_000 + call, index: 0)) },
    });

    public static ApiCall Rename(string group, int call) => new(ApiService.Vpc, "ModifySecurityGroupAttribute", new JsonObject
    {
        ["SecurityGroupId"] = group,
        ["GroupName"] = string.Create(CultureInfo.InvariantCulture, $"renamed {call}"),
    });

    private static JsonArray Rules(int count, int direction) => new([.. Enumerable.Range(0, count).Select(number => Rule(direction, number, index: null))]);

    private static JsonObject Rule(int second, int number, int? index)
    {
        var rule = new JsonObject
        {
            ["Protocol"] = "TCP",
            ["Port"] = string.Create(CultureInfo.InvariantCulture, $"{1000 + number}"),
            ["CidrBlock"] = string.Create(CultureInfo.InvariantCulture, $"10.{second}.{number & 255}.0/24"),
            ["Action"] = "ACCEPT",
            ["PolicyDescription"] = string.Create(CultureInfo.InvariantCulture, $"rule {number}"),
        };
        if (index is { } position)
            rule["PolicyIndex"] = position;
        return rule;
    }

    /// <summary>A host's kernel tables hold 65,535 different rules, so each host carries instances of few groups.</summary>
    private static JsonObject Instance(int number, int group, string groupId) => new()
    {
        ["InstanceName"] = string.Create(CultureInfo.InvariantCulture, $"i{number}"),
        ["Host"] = string.Create(CultureInfo.InvariantCulture, $"host-{group / GroupsPerHost}"),
        ["SecurityGroupIds"] = new JsonArray(groupId),
        ["NetworkInterfaces"] = new JsonArray(new JsonObject
        {
            ["Device"] = string.Create(CultureInfo.InvariantCulture, $"d{number}"),
            ["PrivateIpAddresses"] = new JsonArray(string.Create(CultureInfo.InvariantCulture, $"11.{number >> 16}.{(number >> 8) & 255}.{number & 255}")),
        }),
    };
}
