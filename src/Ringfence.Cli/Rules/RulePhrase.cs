using System.Text.Json.Nodes;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Rules;

/// <summary>
/// Reads <c>ACTION SERVICE [from|to] PEER</c>: <c>accept tcp:80,443 from 10.0.0.0/8</c>. Ports and addresses stay text: the server judges them, and says so with its
/// codes.
/// </summary>
internal sealed class RulePhrase(RuleDirection direction, RuleNames names)
{
    /// <summary>What a phrase looks like, for help and faults.</summary>
    public const string Form = "ACTION SERVICE from|to PEER, as in: accept tcp:80,443 from 10.0.0.0/8";

    private readonly List<string> _faults = [];

    /// <summary>The rule as elements of a SecurityGroupPolicySet: two when the peer is <c>any</c>, one for each family.</summary>
    /// <exception cref="CommandFailure">Something is wrong with it; every fault is listed.</exception>
    public IReadOnlyList<JsonObject> Read(IReadOnlyList<string> words, string? description)
    {
        var rest = words.ToList();
        if (rest.Count > 2 && rest[2] is "from" or "to")
        {
            if (rest[2] != direction.Preposition())
                _faults.Add($"A rule {direction.Word()} is {direction.Preposition()} a peer, not {rest[2]} one.");
            rest.RemoveAt(2);
        }

        if (rest.Count != 3)
            throw CommandFailure.Usage($"'{string.Join(' ', words)}' is not a rule: {Form}.");
        var rule = new JsonObject();
        ReadAction(rest[0], rule);
        ReadService(rest[1], rule);
        if (description is not null)
            rule["PolicyDescription"] = description;
        var peers = new PeerText(names).Read(rest[2]);
        if (_faults.Count > 0)
            throw CommandFailure.Usage(_faults);
        return [.. peers.Select(peer =>
        {
            var one = rule.DeepClone().AsObject();
            one[peer.Name] = peer.Value;
            return one;
        })];
    }

    private void ReadAction(string word, JsonObject rule)
    {
        if (word.ToLowerInvariant() is "accept" or "drop")
            rule["Action"] = word.ToUpperInvariant();
        else
            _faults.Add($"'{word}' is neither accept nor drop.");
    }

    private void ReadService(string text, JsonObject rule)
    {
        if (new ServiceText(names).Read(text) is not { } fields)
        {
            _faults.Add($"'{text}' is not a service: {ServiceText.Form}.");
            return;
        }

        foreach (var field in fields)
            rule[field.Name] = field.Value;
    }
}
