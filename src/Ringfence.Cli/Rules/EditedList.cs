using System.Text.Json.Nodes;
using Ringfence.Cli.Groups;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Cli.Rules;

/// <summary>The list of rules that a command is about to change.</summary>
/// <param name="Session">The session.</param>
/// <param name="Group">Whose it is.</param>
/// <param name="Direction">Which of the two.</param>
/// <param name="Names">What rules can name.</param>
internal sealed record EditedList(Session Session, SecurityGroup Group, RuleDirection Direction, RuleNames Names)
{
    /// <summary>For people.</summary>
    public string Description => $"{Direction.Word()} of {Group.Describe()}";

    /// <summary>The rules as they are now. An edit that rests on their positions sends their version along, so that it fails if they have changed by then.</summary>
    public Task<RuleLists> ReadAsync(CancellationToken cancellationToken) => RuleLists.ReadAsync(Session, Group.SecurityGroupId, cancellationToken);

    /// <summary>A rule for people.</summary>
    public string Phrase(SecurityGroupPolicy rule) => RuleTable.Phrase(Direction, rule, Names);

    /// <summary>Rules of this list as a parameter.</summary>
    public JsonObject Set(string? version, params IEnumerable<JsonNode> rules)
    {
        var set = new JsonObject { [Direction.Member()] = new JsonArray([.. rules]) };
        if (version is not null)
            set["Version"] = version;
        return set;
    }

    /// <summary>A rule that is named by its position.</summary>
    public static JsonNode At(int position) => new JsonObject { ["PolicyIndex"] = position };
}

/// <summary>An edit of a list.</summary>
/// <param name="Action">The action that makes it.</param>
/// <param name="Parameters">Its parameters but for the group.</param>
/// <param name="Past">What was done, in lines for people.</param>
internal sealed record RuleEdit(string Action, JsonObject Parameters, params IReadOnlyList<string> Past);
