using System.Collections.Immutable;
using Ringfence.Lab.Client;
using Ringfence.Lab.Model;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Agreement;

/// <summary>Policies of different kinds for stations <c>web</c>, <c>app</c> and <c>db</c>, with one set of groups: any can follow any.</summary>
internal static class NamedModels
{
    private const string Any4 = "0.0.0.0/0", Any6 = "::/0";

    public static ImmutableDictionary<string, PolicyModel> All { get; } = new Dictionary<string, PolicyModel>
    {
        ["nothing"] = Model([], [], [], ["web"], ["app"], ["db"]),
        ["everything"] = Model(Open, Open, Open, ["web"], ["app"], ["db"]),
        ["tiers"] = new PolicyModel(
            [
                new("web", [ApiRule.AcceptTcp("80,443", Any4), ApiRule.AcceptTcp("80,443", Any6)], [ApiRule.AcceptTcp("8080", "app")]),
                new("app", [ApiRule.AcceptTcp("8080", "web")], [ApiRule.AcceptTcp("5432", "db")]),
                new("db", [ApiRule.AcceptTcp("5432", "app")], []),
                new("extra", [], []),
            ],
            [new("web", ["web"]), new("app", ["app"]), new("db", ["db"])]),
        ["six only"] = Model([ApiRule.AcceptAll(Any6)], [ApiRule.AcceptAll(Any6)], [ApiRule.AcceptAll(Any6)], ["web"], ["app"], ["db"]),
        ["all in one group"] = Model([ApiRule.AcceptAll("web")], Open, [], ["web"], ["web"], ["web"]),
        ["drop first"] = new PolicyModel(
            [
                new("web", [new(RuleAction.Drop, "TCP", "80", "198.51.100.0/24"), .. ApiRule.Anywhere], [.. ApiRule.Anywhere]),
                new("app", [new(RuleAction.Drop, "ALL", "ALL", "web"), .. ApiRule.Anywhere], [new(RuleAction.Drop, "ALL", "ALL", "db"), .. ApiRule.Anywhere]),
                new("db", [.. ApiRule.Anywhere], [.. ApiRule.Anywhere]),
                new("extra", [], []),
            ],
            [new("web", ["web"]), new("app", ["app"]), new("db", ["db"])]),
        ["order decides"] = new PolicyModel(
            [
                new("web", [new(RuleAction.Drop, "TCP", "80", Any4)], [.. ApiRule.Anywhere]),
                new("app", [], [.. ApiRule.Anywhere]),
                new("db", [], [.. ApiRule.Anywhere]),
                new("extra", [ApiRule.AcceptTcp("80", Any4)], []),
            ],
            [new("web", ["extra", "web"]), new("app", ["app", "web", "extra"]), new("db", ["db", "extra", "app"])]),
    }.ToImmutableDictionary();

    private static ImmutableArray<ApiRule> Open => [.. ApiRule.Anywhere];

    private static PolicyModel Model(
        ImmutableArray<ApiRule> web,
        ImmutableArray<ApiRule> app,
        ImmutableArray<ApiRule> db,
        ImmutableArray<string> webGroups,
        ImmutableArray<string> appGroups,
        ImmutableArray<string> dbGroups) => new(
        [new("web", web, web), new("app", app, app), new("db", db, db), new("extra", [], [])],
        [new("web", webGroups), new("app", appGroups), new("db", dbGroups)]);
}
