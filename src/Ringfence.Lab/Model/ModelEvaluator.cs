using System.Collections.Immutable;
using Ringfence.Lab.Client;
using Ringfence.Lab.Topology;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Evaluation;
using Ringfence.Policy.Rules;

namespace Ringfence.Lab.Model;

/// <summary>One interface on a packet's way and what the reference evaluator says there.</summary>
/// <param name="Station">Whose interface.</param>
/// <param name="Direction">Which way the packet goes, seen from the station.</param>
/// <param name="Verdict">The evaluator's answer.</param>
/// <param name="Rule">The deciding rule, when one decided.</param>
public sealed record Judgement(LabStation Station, Direction Direction, Verdict Verdict, ApiRule? Rule)
{
    /// <summary><c>web ingress: ACCEPT by web[0] ACCEPT TCP:80 0.0.0.0/0</c>.</summary>
    public override string ToString()
    {
        string reason = Rule is null ? Verdict.Reason.ToString() : $"{Verdict.GroupId}[{Verdict.Position}] {Rule}";
        return $"{Station.Name} {Direction}: {(Verdict.IsAccepted ? "ACCEPT" : "DROP")} by {reason}";
    }
}

/// <summary>What a model means for the first packet of a flow between two nodes of a laboratory, by the reference evaluator.</summary>
public sealed class ModelEvaluator : IGroupMembership, ITemplateContents
{
    private const string Network = "default";
    private readonly PolicyModel _model;
    private readonly Dictionary<string, ImmutableArray<BoundGroup>> _bound = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<IpAddress>> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ModelTemplate> _templates;

    /// <summary>Prepares a model for a laboratory.</summary>
    public ModelEvaluator(PolicyModel model, Laboratory lab)
    {
        _model = model;
        _templates = model.Templates.ToDictionary(template => template.Name, StringComparer.Ordinal);
        long lastRule = 0;
        var groups = model.Groups.ToDictionary(
            group => group.Name,
            group => new BoundGroup(group.Name, Translate(group.Ingress, ref lastRule), Translate(group.Egress, ref lastRule)) { IsObserved = group.IsObserved },
            StringComparer.Ordinal);
        foreach (var binding in model.Bindings)
        {
            _bound.Add(binding.Station, [.. binding.Groups.Select(name => groups[name])]);
            foreach (string name in binding.Groups)
            {
                if (!_members.TryGetValue(name, out var members))
                    _members.Add(name, members = []);
                members.UnionWith(lab[binding.Station].Addresses);
            }
        }
    }

    /// <summary>Every interface on the way that is enforced, the sender's first. The packet passes when all accept.</summary>
    public IReadOnlyList<Judgement> Judge(LabAddress from, LabAddress to, IpProtocol protocol, ushort port)
    {
        var way = new List<Judgement>();
        if (Judge(from.Node, Direction.Egress, to.Address, protocol, port) is { } leaving)
            way.Add(leaving);
        if (Judge(to.Node, Direction.Ingress, from.Address, protocol, port) is { } entering)
            way.Add(entering);
        return way;
    }

    /// <summary>True when the first packet of the flow passes.</summary>
    public bool Passes(LabAddress from, LabAddress to, IpProtocol protocol, ushort port) =>
        Judge(from, to, protocol, port).All(judgement => judgement.Verdict.IsAccepted);

    /// <inheritdoc/>
    public bool IsMember(string groupId, string network, IpAddress address) =>
        network == Network && _members.TryGetValue(groupId, out var members) && members.Contains(address);

    /// <inheritdoc/>
    public bool HasAddress(string templateId, IpAddress address) => TemplatesOf(templateId).Any(template => template.Contains(address));

    /// <inheritdoc/>
    public bool HasService(string templateId, IpProtocol protocol, ushort port) =>
        TemplatesOf(templateId).Any(template => template.Contains(protocol, port));

    /// <summary>A template, or those of a group.</summary>
    private IEnumerable<ModelTemplate> TemplatesOf(string name)
    {
        var named = _templates[name];
        return named.IsGroup ? named.Members.Select(member => _templates[member]) : [named];
    }

    private ImmutableArray<SecurityRule> Translate(ImmutableArray<ApiRule> rules, ref long lastRule)
    {
        var translated = ImmutableArray.CreateBuilder<SecurityRule>(rules.Length);
        foreach (var rule in rules)
        {
            Peer peer = IpPrefix.TryParse(rule.Peer, out var prefix) ? new PrefixPeer(prefix)
                : _templates.ContainsKey(rule.Peer) ? new TemplatePeer(rule.Peer)
                : new GroupPeer(rule.Peer);
            Service service = rule.ServiceTemplate.Length > 0 ? new TemplateService(rule.ServiceTemplate) : ApiServices.Parse(rule.Protocol, rule.Port);
            translated.Add(new SecurityRule(new RuleId(++lastRule), peer, service, rule.Action));
        }

        return translated.DrainToImmutable();
    }

    private Judgement? Judge(LabNode node, Direction direction, IpAddress far, IpProtocol protocol, ushort port)
    {
        if (node is not LabStation station || !_bound.TryGetValue(station.Name, out var groups))
            return null;
        var verdict = PolicyEvaluator.Evaluate(groups, direction, far, protocol, port, Network, this, this);
        var rule = verdict.GroupId is { } name
            ? _model.Groups.Single(group => group.Name == name).Rules(direction)[verdict.Position]
            : null;
        return new Judgement(station, direction, verdict, rule);
    }
}
