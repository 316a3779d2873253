using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Rules;

/// <summary>Reads rules as callers give them. "" counts as absent everywhere (reference A.7). Never throws: every fault is told with its path.</summary>
/// <param name="world">The world that groups and templates are looked up in.</param>
/// <param name="scope">The caller's scope.</param>
/// <param name="projectId">The project of the group that is edited; groups as peers must be of the same one (reference A.5).</param>
/// <param name="names">What the caller calls the parts of a rule.</param>
public sealed class RuleParser(World world, Scope scope, string projectId, RuleFieldNames names)
{
    /// <summary>The longest description of a rule, in Unicode characters (reference H-6).</summary>
    public const int MaximumDescription = 100;

    /// <summary>Reads a rule that is to become part of a group.</summary>
    /// <param name="spec">The rule as given; its index is not looked at.</param>
    /// <param name="path">Where it stands in the request (<c>Ingress.2</c>).</param>
    /// <param name="faults">Takes every fault.</param>
    /// <returns>The rule, with a peer; null when there was a fault.</returns>
    public ParsedRule? Parse(RuleSpec spec, string path, Faults faults) => Parse(spec, static (given, _, _) => given, path, faults);

    /// <summary>Reads a rule that calls groups and templates by something else than their ids. What has no id is a fault of <paramref name="resolve"/>'s, and none of the rule's form as well.</summary>
    internal ParsedRule? Parse(RuleSpec given, Func<RuleSpec, string, Faults, RuleSpec> resolve, string path, Faults faults)
    {
        int before = faults.Count;
        CheckExclusions(given, names, path, faults);
        var spec = resolve(given, path, faults);
        var content = RuleContent.Read(spec, names, path, faults);
        if (!NamesPeer(given))
            faults.Add(RefusalKind.Missing, path, $"a rule needs a peer: {names.ListPeers("or")}.");
        if (content.Peer is GroupPeer peer)
            CheckGroup(peer.GroupId, $"{path}.{names.SecurityGroup}", faults);
        if (content.Peer is TemplatePeer addresses)
            CheckTemplate(addresses.TemplateId, $"{path}.{(Given(given.AddressTemplateId) ? names.AddressTemplate : names.AddressTemplateGroup)}", faults);
        if (content.Service is { Service: TemplateService services })
            CheckTemplate(services.TemplateId, $"{path}.{(Given(given.ServiceTemplateId) ? names.ServiceTemplate : names.ServiceTemplateGroup)}", faults);
        return faults.Count == before ? content.ToRule(spec) : null;
    }

    /// <summary>Reads a rule that names an existing one by its content: the form is checked, the peer may be missing and need not exist.</summary>
    public static ParsedRule? ParseContent(RuleSpec spec, string path, Faults faults)
    {
        int before = faults.Count;
        CheckExclusions(spec, RuleFieldNames.Request, path, faults);
        var content = RuleContent.Read(spec, RuleFieldNames.Request, path, faults);
        return faults.Count == before ? content.ToRule(spec) : null;
    }

    private void CheckGroup(string groupId, string path, Faults faults)
    {
        if (!world.TryGetGroup(scope, groupId, out var group))
            faults.Add(RefusalKind.GroupNotFound, path, $"the security group {Faults.Show(groupId)} does not exist.");
        else if (group.ProjectId != projectId)
            faults.Add(RefusalKind.PeerOfOtherProject, path, $"the security group {Faults.Show(groupId)} belongs to another project.");
    }

    private void CheckTemplate(string id, string path, Faults faults)
    {
        if (!world.TryGetTemplate(scope, id, out _))
            faults.Add(RefusalKind.TemplateNotFound, path, $"the template {Faults.Show(id)} does not exist.");
    }

    private static bool NamesPeer(RuleSpec spec) =>
        Given(spec.CidrBlock) || Given(spec.Ipv6CidrBlock) || Given(spec.SecurityGroupId) || Given(spec.AddressTemplateId) || Given(spec.AddressTemplateGroupId);

    private static void CheckExclusions(RuleSpec spec, RuleFieldNames names, string path, Faults faults)
    {
        bool addressTemplate = Given(spec.AddressTemplateId) || Given(spec.AddressTemplateGroupId);
        bool serviceTemplate = Given(spec.ServiceTemplateId) || Given(spec.ServiceTemplateGroupId);
        int peers = (Given(spec.CidrBlock) ? 1 : 0) + (Given(spec.Ipv6CidrBlock) ? 1 : 0) + (Given(spec.SecurityGroupId) ? 1 : 0) + (addressTemplate ? 1 : 0);
        if (peers > 1)
            faults.Add(RefusalKind.Coexist, path, $"{names.ListPeers("and")} exclude each other.");
        if (Given(spec.AddressTemplateId) && Given(spec.AddressTemplateGroupId))
            faults.Add(RefusalKind.Coexist, $"{path}.AddressTemplate", $"{names.AddressTemplate} and {names.AddressTemplateGroup} exclude each other.");
        if (serviceTemplate && (Given(spec.Protocol) || Given(spec.Port)))
            faults.Add(RefusalKind.Coexist, path, $"Protocol and Port exclude {names.ServiceTemplates}.");
        if (Given(spec.ServiceTemplateId) && Given(spec.ServiceTemplateGroupId))
            faults.Add(RefusalKind.Coexist, $"{path}.ServiceTemplate", $"{names.ServiceTemplate} and {names.ServiceTemplateGroup} exclude each other.");
    }

    private static bool Given(string? text) => !string.IsNullOrEmpty(text);
}
