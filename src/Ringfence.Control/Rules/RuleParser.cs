using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Rules;

/// <summary>Reads rules as callers give them. "" counts as absent everywhere (reference A.7). Never throws: every fault is told with its path.</summary>
/// <param name="world">The world that groups and templates are looked up in.</param>
/// <param name="scope">The caller's scope.</param>
/// <param name="projectId">The project of the group that is edited; groups as peers must be of the same one (reference A.5).</param>
public sealed class RuleParser(World world, Scope scope, string projectId)
{
    /// <summary>The longest description of a rule, in Unicode characters (reference H-6).</summary>
    public const int MaximumDescription = 100;

    /// <summary>Reads a rule that is to become part of a group.</summary>
    /// <param name="spec">The rule as given; its index is not looked at.</param>
    /// <param name="path">Where it stands in the request (<c>Ingress.2</c>).</param>
    /// <param name="faults">Takes every fault.</param>
    /// <returns>The rule, with a peer; null when there was a fault.</returns>
    public ParsedRule? Parse(RuleSpec spec, string path, Faults faults)
    {
        int before = faults.Count;
        var rule = ParseContent(spec, path, faults);
        if (rule?.Peer is null)
        {
            if (faults.Count == before)
                faults.Add(RefusalKind.Missing, path, "a rule needs a peer: CidrBlock, Ipv6CidrBlock, SecurityGroupId or AddressTemplate.");
            return null;
        }

        if (rule.Peer is GroupPeer peer)
            CheckGroup(peer.GroupId, $"{path}.SecurityGroupId", faults);
        if (rule.Peer is TemplatePeer addresses)
            CheckTemplate(addresses.TemplateId, $"{path}.AddressTemplate", faults);
        if (rule.Service is TemplateService services)
            CheckTemplate(services.TemplateId, $"{path}.ServiceTemplate", faults);
        return faults.Count == before ? rule : null;
    }

    /// <summary>Reads a rule that names an existing one by its content: the form is checked, the peer may be missing and need not exist.</summary>
    public static ParsedRule? ParseContent(RuleSpec spec, string path, Faults faults)
    {
        int before = faults.Count;
        CheckExclusions(spec, path, faults);
        var service = ReadService(spec, path, faults);
        var peer = PeerParser.Parse(spec, service?.Service as LiteralService, path, faults);
        var action = ParseAction(spec.Action, $"{path}.Action", faults);
        string description = spec.Description ?? "";
        TextRules.Check(description, MaximumDescription, $"{path}.PolicyDescription", faults);
        if (faults.Count > before || service is not { } read || action is not { } verdict)
            return null;

        var text = new RuleText(read.Protocol, read.Port, spec.CidrBlock ?? "", spec.Ipv6CidrBlock ?? "", (peer as GroupPeer)?.GroupId ?? "")
        {
            AddressTemplateId = (peer as TemplatePeer)?.TemplateId ?? "",
            ServiceTemplateId = (read.Service as TemplateService)?.TemplateId ?? "",
        };
        return new ParsedRule(text, peer, read.Service, verdict, description);
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

    /// <summary>The service template when one is given, else protocol and ports.</summary>
    private static ParsedService? ReadService(RuleSpec spec, string path, Faults faults)
    {
        if (!Given(spec.ServiceTemplateId) && !Given(spec.ServiceTemplateGroupId))
            return ServiceParser.Parse(spec.Protocol, spec.Port, $"{path}.Protocol", $"{path}.Port", faults);
        string? id = TemplateReference.Parse(spec.ServiceTemplateId, TemplateKind.Service, $"{path}.ServiceTemplate.ServiceId", faults)
            ?? TemplateReference.Parse(spec.ServiceTemplateGroupId, TemplateKind.ServiceGroup, $"{path}.ServiceTemplate.ServiceGroupId", faults);
        return id is null ? null : new ParsedService("", "", new TemplateService(id));
    }

    private static void CheckExclusions(RuleSpec spec, string path, Faults faults)
    {
        bool addressTemplate = Given(spec.AddressTemplateId) || Given(spec.AddressTemplateGroupId);
        bool serviceTemplate = Given(spec.ServiceTemplateId) || Given(spec.ServiceTemplateGroupId);
        int peers = (Given(spec.CidrBlock) ? 1 : 0) + (Given(spec.Ipv6CidrBlock) ? 1 : 0) + (Given(spec.SecurityGroupId) ? 1 : 0) + (addressTemplate ? 1 : 0);
        if (peers > 1)
            faults.Add(RefusalKind.Coexist, path, "CidrBlock, Ipv6CidrBlock, SecurityGroupId and AddressTemplate exclude each other.");
        if (Given(spec.AddressTemplateId) && Given(spec.AddressTemplateGroupId))
            faults.Add(RefusalKind.Coexist, $"{path}.AddressTemplate", "AddressId and AddressGroupId exclude each other.");
        if (serviceTemplate && (Given(spec.Protocol) || Given(spec.Port)))
            faults.Add(RefusalKind.Coexist, path, "Protocol and Port exclude ServiceTemplate.");
        if (Given(spec.ServiceTemplateId) && Given(spec.ServiceTemplateGroupId))
            faults.Add(RefusalKind.Coexist, $"{path}.ServiceTemplate", "ServiceId and ServiceGroupId exclude each other.");
    }

    private static RuleAction? ParseAction(string? text, string path, Faults faults)
    {
        if (string.IsNullOrEmpty(text))
        {
            faults.Add(RefusalKind.Missing, path, "an action is required: ACCEPT or DROP.");
            return null;
        }

        if (text.Equals("ACCEPT", StringComparison.OrdinalIgnoreCase))
            return RuleAction.Accept;
        if (text.Equals("DROP", StringComparison.OrdinalIgnoreCase))
            return RuleAction.Drop;
        faults.Add(RefusalKind.InvalidValue, path, $"{Faults.Show(text)} is neither ACCEPT nor DROP.");
        return null;
    }

    private static bool Given(string? text) => !string.IsNullOrEmpty(text);
}
