using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Ringfence.Cli.Completing;
using Ringfence.Cli.Groups;
using Ringfence.Cli.Naming;
using Ringfence.Cli.Output;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Cli.Observing;

/// <summary>How often rules have decided.</summary>
internal sealed class HitsCommand : SessionCommand
{
    private readonly Argument<string?> _group;

    public HitsCommand(CommandRunner runner)
        : base(runner, "hits", "Show how often rules have decided")
    {
        _group = new Argument<string?>("group") { Description = "Only this group's, by id or unique name", Arity = ArgumentArity.ZeroOrOne }.Offering(runner, GroupsCommand.OfferAsync);
        Arguments.Add(_group);
    }

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var groups = await SecurityGroups.NamesAsync(session, cancellationToken).ConfigureAwait(false);
        var parameters = new JsonObject();
        if (parsed.GetValue(_group) is { } group)
            parameters["SecurityGroupIds"] = new JsonArray(groups.Find(group).SecurityGroupId);
        var hits = await session.ListAsync(
            ApiService.Ringfence, "DescribeRuleHits", parameters, "RuleHitSet", RingfenceJsonContext.Default.RuleHitRecord, cancellationToken).ConfigureAwait(false);
        session.Printer.Result(hits.ToJson(), people => Print(people, hits, groups));
        return ExitCode.Ok;
    }

    private static void Print(Printer people, Listing<RuleHitRecord> hits, NamedThings<SecurityGroup> groups)
    {
        people.Table(
            ["GROUP", "WAY", "AT", "FLOWS", "PACKETS", "BYTES", "SINCE"],
            hits.Items.Select(rule => (string[])
            [
                groups.Describe(rule.SecurityGroupId), rule.Direction == "ingress" ? "in" : "out", Number(rule.PolicyIndex),
                Number(rule.Flows) + (rule is { IsComplete: false, Flows: not null } ? "+" : ""), Number(rule.Packets), Number(rule.Bytes), rule.Since ?? "",
            ]));
        Unreachable.Print(people, hits.UnreachableHosts ?? (IEnumerable<string>)[], "Not counted, because these hosts cannot tell");
    }

    /// <summary>What nobody counted is not 0.</summary>
    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
