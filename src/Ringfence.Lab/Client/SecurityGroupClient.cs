using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ringfence.Contracts.Client;

namespace Ringfence.Lab.Client;

/// <summary>The calls that the demo, the tests and the benchmarks make, over an <see cref="IApiClient"/>. Each throws when it is refused.</summary>
/// <param name="api">The way to the server.</param>
public sealed class SecurityGroupClient(IApiClient api)
{
    /// <summary>The client below, for calls that have no method here.</summary>
    public IApiClient Api { get; } = api;

    /// <summary>Calls an action that must succeed.</summary>
    /// <exception cref="ApiRefusedException">It was refused.</exception>
    public async Task<JsonElement> CallAsync(ApiService service, string action, JsonObject parameters, CancellationToken cancellationToken)
    {
        var answer = await Api.CallAsync(service, action, parameters, cancellationToken).ConfigureAwait(false);
        return answer.ErrorCode is { } code ? throw new ApiRefusedException(action, code, answer.ErrorMessage!) : answer.Response;
    }

    /// <summary>Makes a group without rules.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> CreateGroupAsync(string name, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(
            ApiService.Vpc, "CreateSecurityGroup", new() { ["GroupName"] = name, ["GroupDescription"] = "" }, cancellationToken).ConfigureAwait(false);
        return answer.GetProperty("SecurityGroup").GetProperty("SecurityGroupId").GetString()!;
    }

    /// <summary>Makes a group and its rules.</summary>
    public async Task<string> CreateGroupAsync(
        string name, IReadOnlyList<ApiRule> ingress, IReadOnlyList<ApiRule> egress, CancellationToken cancellationToken)
    {
        string id = await CreateGroupAsync(name, cancellationToken).ConfigureAwait(false);
        if (ingress.Count + egress.Count > 0)
            await ResetRulesAsync(id, ingress, egress, cancellationToken).ConfigureAwait(false);
        return id;
    }

    /// <summary>Puts a group in a mode: <c>ENFORCE</c> or <c>OBSERVE</c>.</summary>
    /// <returns>The observation of one that is observed; null for one that is enforced.</returns>
    public async Task<string?> SetModeAsync(string groupId, string mode, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(
            ApiService.Ringfence, "ModifySecurityGroupMode", new() { ["SecurityGroupId"] = groupId, ["Mode"] = mode }, cancellationToken).ConfigureAwait(false);
        return answer.TryGetProperty("Observation", out var observation) ? observation.GetProperty("ObservationId").GetString() : null;
    }

    /// <summary>Deletes a group that nothing uses.</summary>
    public Task DeleteGroupAsync(string id, CancellationToken cancellationToken) =>
        CallAsync(ApiService.Vpc, "DeleteSecurityGroup", new() { ["SecurityGroupId"] = id }, cancellationToken);

    /// <summary>
    /// Replaces rules in one change. An empty list leaves its direction as it is: the vendor's action means it so (A.13).
    /// </summary>
    public Task ResetRulesAsync(
        string groupId, IReadOnlyList<ApiRule> ingress, IReadOnlyList<ApiRule> egress, CancellationToken cancellationToken)
    {
        var set = new JsonObject();
        if (ingress.Count > 0)
            set["Ingress"] = Rules(ingress);
        if (egress.Count > 0)
            set["Egress"] = Rules(egress);
        return CallAsync(
            ApiService.Vpc,
            "ModifySecurityGroupPolicies",
            new() { ["SecurityGroupId"] = groupId, ["SecurityGroupPolicySet"] = set, ["SortPolicys"] = true },
            cancellationToken);
    }

    /// <summary>Removes all rules in one change.</summary>
    public Task ClearRulesAsync(string groupId, CancellationToken cancellationToken) => CallAsync(
        ApiService.Vpc,
        "ModifySecurityGroupPolicies",
        new() { ["SecurityGroupId"] = groupId, ["SecurityGroupPolicySet"] = new JsonObject { ["Version"] = "0" } },
        cancellationToken);

    /// <summary>Inserts rules of one direction in front of the others.</summary>
    public Task AddRulesAsync(string groupId, string direction, IReadOnlyList<ApiRule> rules, CancellationToken cancellationToken)
    {
        var list = Rules(rules);
        foreach (var rule in list)
            rule!["PolicyIndex"] = 0;
        return CallAsync(
            ApiService.Vpc,
            "CreateSecurityGroupPolicies",
            new() { ["SecurityGroupId"] = groupId, ["SecurityGroupPolicySet"] = new JsonObject { [direction] = list } },
            cancellationToken);
    }

    /// <summary>Deletes the topmost rule of a direction.</summary>
    public Task DeleteFirstRuleAsync(string groupId, string direction, CancellationToken cancellationToken) => CallAsync(
        ApiService.Vpc,
        "DeleteSecurityGroupPolicies",
        new()
        {
            ["SecurityGroupId"] = groupId,
            ["SecurityGroupPolicySet"] = new JsonObject { [direction] = new JsonArray(new JsonObject { ["PolicyIndex"] = 0 }) },
        },
        cancellationToken);

    /// <summary>Makes a template.</summary>
    /// <param name="kind">The API's name of the kind (<c>AddressTemplateGroup</c>).</param>
    /// <param name="name">Its name.</param>
    /// <param name="members">What is in it: at least one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Its id.</returns>
    public async Task<string> CreateTemplateAsync(string kind, string name, IEnumerable<string> members, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(
            ApiService.Vpc, $"Create{kind}", new() { [$"{kind}Name"] = name, [MembersOf(kind)] = List(members) }, cancellationToken).ConfigureAwait(false);
        return answer.GetProperty(kind).GetProperty($"{kind}Id").GetString()!;
    }

    /// <summary>Gives a template a new list of members, of which there is at least one.</summary>
    public Task ModifyTemplateAsync(string kind, string id, IEnumerable<string> members, CancellationToken cancellationToken) => CallAsync(
        ApiService.Vpc, $"Modify{kind}Attribute", new() { [$"{kind}Id"] = id, [MembersOf(kind)] = List(members) }, cancellationToken);

    /// <summary>Takes members from a template of any kind.</summary>
    public Task DeleteTemplateMembersAsync(string id, IEnumerable<string> members, CancellationToken cancellationToken) => CallAsync(
        ApiService.Vpc,
        "DeleteTemplateMember",
        new() { ["TemplateId"] = id, ["TemplateMember"] = new JsonArray([.. members.Select(member => new JsonObject { ["Member"] = member })]) },
        cancellationToken);

    /// <summary>Puts instances into the inventory.</summary>
    /// <param name="instances">Elements of <c>Instances</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<RegisteredInstance>> RegisterAsync(IEnumerable<JsonObject> instances, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(
            ApiService.Ringfence, "RegisterInstances", new() { ["Instances"] = new JsonArray([.. instances]) }, cancellationToken).ConfigureAwait(false);
        return [.. answer.GetProperty("InstanceSet").EnumerateArray().Select(RegisteredInstance.Read)];
    }

    /// <summary>Takes instances out of the inventory.</summary>
    public Task DeregisterAsync(IEnumerable<string> instanceIds, CancellationToken cancellationToken) => CallAsync(
        ApiService.Ringfence, "DeregisterInstances", new() { ["InstanceIds"] = List(instanceIds) }, cancellationToken);

    /// <summary>Binds an instance to exactly these groups, highest priority first.</summary>
    public Task BindAsync(string instanceId, IEnumerable<string> groupIds, CancellationToken cancellationToken) => CallAsync(
        ApiService.Cvm,
        "ModifyInstancesAttribute",
        new() { ["InstanceIds"] = List([instanceId]), ["SecurityGroups"] = List(groupIds) },
        cancellationToken);

    /// <summary>Waits until what is committed now is enforced.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="instanceId">Wait for this instance's host only; null waits for all hosts.</param>
    /// <returns>The revision.</returns>
    /// <exception cref="TimeoutException">It was not within ten seconds; the message holds what the server says about it.</exception>
    public async Task<long> AwaitEnforcedAsync(CancellationToken cancellationToken, string? instanceId = null)
    {
        var parameters = new JsonObject { ["WaitForRevision"] = -1, ["TimeoutSeconds"] = 10 };
        if (instanceId is not null)
            parameters["InstanceIds"] = List([instanceId]);
        var answer = await CallAsync(ApiService.Ringfence, "DescribeEnforcement", parameters, cancellationToken).ConfigureAwait(false);
        return answer.GetProperty("Enforced").GetBoolean()
            ? answer.GetProperty("Revision").GetInt64()
            : throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"Not enforced: {answer}"));
    }

    /// <summary>The parameter that lists the members of a kind.</summary>
    private static string MembersOf(string kind) => kind switch
    {
        "AddressTemplate" => "Addresses",
        "ServiceTemplate" => "Services",
        "AddressTemplateGroup" => "AddressTemplateIds",
        _ => "ServiceTemplateIds",
    };

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    /// <summary>Descriptions are numbers, so that equal rules may stand twice.</summary>
    private static JsonArray Rules(IReadOnlyList<ApiRule> rules) =>
        new([.. rules.Select((rule, index) => rule.ToJson(index.ToString(CultureInfo.InvariantCulture)))]);
}
