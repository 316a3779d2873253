using System.Text.Json.Nodes;
using Ringfence.Cli.Groups;
using Ringfence.Cli.Instances;
using Ringfence.Cli.Running;
using Ringfence.Cli.Templates;
using Ringfence.Policy.Addressing;

namespace Ringfence.Cli.Guards;

/// <summary>
/// Reads the ends of a guard as people write them: <c>outside</c>, <c>all</c>, <c>tag=KEY:VALUE</c>, an address, block or range, and groups, address templates and instances by id or unique name.
/// </summary>
internal sealed class GuardEndNames(Session session)
{
    /// <summary>The end that some words mean.</summary>
    /// <exception cref="CommandFailure">A word means nothing, or more than one thing.</exception>
    public async Task<JsonObject> ReadAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var end = new JsonObject();
        foreach (string word in words)
        {
            if (word is "all" or "outside")
                end[word == "all" ? "All" : "Outside"] = true;
            else if (word.StartsWith("tag=", StringComparison.Ordinal))
                Add(end, "Tags", Tag(word[4..]));
            else if (IpRange.TryParse(word, out _))
                Add(end, "CidrBlocks", word);
            else
                await AddNamedAsync(end, word, cancellationToken).ConfigureAwait(false);
        }

        return end;
    }

    private static JsonObject Tag(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return new JsonObject { ["Key"] = colon < 0 ? text : text[..colon], ["Value"] = colon < 0 ? "" : text[(colon + 1)..] };
    }

    private async Task AddNamedAsync(JsonObject end, string word, CancellationToken cancellationToken)
    {
        var groups = await SecurityGroups.NamesAsync(session, cancellationToken).ConfigureAwait(false);
        var templates = await Template.NamesAsync(session, cancellationToken).ConfigureAwait(false);
        var instances = await Inventory.NamesAsync(session, cancellationToken).ConfigureAwait(false);
        var found = new List<(string Member, string Id)>();
        found.AddRange(groups.All.Where(group => group.SecurityGroupId == word || group.SecurityGroupName == word).Select(group => ("SecurityGroupIds", group.SecurityGroupId)));
        found.AddRange(templates.All.Where(template => template.Id == word || template.Name == word).Select(template => ("AddressTemplateIds", template.Id)));
        found.AddRange(instances.All.Where(instance => instance.InstanceId == word || instance.InstanceName == word).Select(instance => ("InstanceIds", instance.InstanceId)));
        if (found.Count != 1)
        {
            throw found.Count == 0
                ? CommandFailure.NotFound($"'{word}' is neither outside, all, tag=KEY:VALUE, an address, nor a group, an address template or an instance.")
                : CommandFailure.Usage($"'{word}' is the name of {found.Count} things ({string.Join(", ", found.Select(one => one.Id))}); give the id.");
        }

        Add(end, found[0].Member, found[0].Id);
    }

    private static void Add(JsonObject end, string member, JsonNode value)
    {
        if (end[member] is not JsonArray list)
            end[member] = list = [];
        list.Add(value);
    }
}
