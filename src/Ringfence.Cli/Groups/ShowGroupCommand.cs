using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Ringfence.Cli.Observing;
using Ringfence.Cli.Output;
using Ringfence.Cli.Rules;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Cli.Groups;

/// <summary>A group with its rules, what is bound to it and who names it.</summary>
internal sealed class ShowGroupCommand : SessionCommand
{
    private readonly Argument<string> _group;

    public ShowGroupCommand(CommandRunner runner)
        : base(runner, "show", "Show a group: its rules, what is bound to it, who refers to it") =>
        Arguments.Add(_group = GroupsCommand.Group(runner));

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var names = await RuleNames.ReadAsync(session, cancellationToken).ConfigureAwait(false);
        var group = names.Groups.Find(parsed.GetRequiredValue(_group));
        var ids = new JsonObject { ["SecurityGroupIds"] = new JsonArray(group.SecurityGroupId) };
        var rules = await RuleLists.ReadAsync(session, group.SecurityGroupId, cancellationToken).ConfigureAwait(false);
        var statistics = (await session.CallAsync(
            ApiService.Vpc,
            "DescribeSecurityGroupAssociationStatistics",
            ids.DeepClone().AsObject(),
            VpcJsonContext.Default.DescribeSecurityGroupAssociationStatisticsResponse,
            cancellationToken).ConfigureAwait(false)).SecurityGroupAssociationStatisticsSet.Single();
        var referred = (await session.CallAsync(
            ApiService.Vpc,
            "DescribeSecurityGroupReferences",
            ids,
            VpcJsonContext.Default.DescribeSecurityGroupReferencesResponse,
            cancellationToken).ConfigureAwait(false)).ReferredSecurityGroupSet.Single();

        var mode = await GroupModes.OfAsync(session, group.SecurityGroupId, cancellationToken).ConfigureAwait(false);

        var json = new JsonObject
        {
            ["SecurityGroup"] = Json(group, VpcJsonContext.Default.SecurityGroup),
            ["SecurityGroupPolicySet"] = JsonObject.Create(rules.Raw),
            ["SecurityGroupAssociationStatistics"] = Json(statistics, VpcJsonContext.Default.SecurityGroupAssociationStatistics),
            ["ReferredSecurityGroup"] = Json(referred, VpcJsonContext.Default.ReferredSecurityGroup),
            ["SecurityGroupMode"] = Json(mode, RingfenceJsonContext.Default.SecurityGroupMode),
        };
        session.Printer.Result(json, people =>
        {
            people.Table(
                ["GROUP", group.Describe()],
                [
                    ["description", group.SecurityGroupDesc],
                    ["project", group.ProjectId],
                    ["default", group.IsDefault ? "yes" : "no"],
                    ["mode", mode.ObservationId is { } watching ? $"{GroupModes.Text(mode)}, watched by {watching}" : GroupModes.Text(mode)],
                    ["changed", VendorTime.Utc(group.UpdateTime)],
                    ["bound to", Bound(statistics)],
                    ["named by", referred.ReferredSecurityGroupIds.IsEmpty ? "no other group" : string.Join(", ", referred.ReferredSecurityGroupIds.Select(names.Describe))],
                ]);
            people.Line("");
            RuleTable.Print(people, rules.Set, names);
        });
        return ExitCode.Ok;
    }

    private static JsonNode Json<T>(T value, JsonTypeInfo<T> shape) =>
        JsonSerializer.SerializeToNode(value, shape)!;

    private static string Bound(SecurityGroupAssociationStatistics statistics) => statistics.InstanceStatistics.IsEmpty
        ? "nothing"
        : string.Join(", ", statistics.InstanceStatistics.Select(count => $"{count.InstanceCount} {count.InstanceType}"));
}
