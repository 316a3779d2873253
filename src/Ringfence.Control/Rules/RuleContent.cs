using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Rules;

/// <summary>The parts of a rule, each read by itself, so that a fault of one hides none of another. What is null was not given or could not be read.</summary>
internal readonly record struct RuleContent(ParsedService? Service, Peer? Peer, RuleAction? Action, string Description)
{
    /// <summary>Reads the form of every part; groups and templates need not exist.</summary>
    public static RuleContent Read(RuleSpec spec, RuleFieldNames names, string path, Faults faults)
    {
        var service = ReadService(spec, names, path, faults);
        var peer = PeerParser.Parse(spec, service?.Service as LiteralService, names, path, faults);
        var action = ReadAction(spec.Action, $"{path}.Action", faults);
        string description = spec.Description ?? "";
        TextRules.Check(description, RuleParser.MaximumDescription, $"{path}.{names.Description}", faults);
        return new RuleContent(service, peer, action, description);
    }

    /// <summary>The rule of these parts; null when one that every rule has is missing.</summary>
    /// <param name="spec">What they were read from: blocks of addresses are kept as they were written.</param>
    public ParsedRule? ToRule(RuleSpec spec)
    {
        if (Service is not { } service || Action is not { } action)
            return null;
        var text = new RuleText(service.Protocol, service.Port, spec.CidrBlock ?? "", spec.Ipv6CidrBlock ?? "", (Peer as GroupPeer)?.GroupId ?? "")
        {
            AddressTemplateId = (Peer as TemplatePeer)?.TemplateId ?? "",
            ServiceTemplateId = (service.Service as TemplateService)?.TemplateId ?? "",
        };
        return new ParsedRule(text, Peer, service.Service, action, Description);
    }

    /// <summary>The service template when one is given, else protocol and ports.</summary>
    private static ParsedService? ReadService(RuleSpec spec, RuleFieldNames names, string path, Faults faults)
    {
        if (string.IsNullOrEmpty(spec.ServiceTemplateId) && string.IsNullOrEmpty(spec.ServiceTemplateGroupId))
            return ServiceParser.Parse(spec.Protocol, spec.Port, $"{path}.Protocol", $"{path}.Port", faults);
        string? id = TemplateReference.Parse(spec.ServiceTemplateId, TemplateKind.Service, $"{path}.{names.ServiceTemplate}", faults)
            ?? TemplateReference.Parse(spec.ServiceTemplateGroupId, TemplateKind.ServiceGroup, $"{path}.{names.ServiceTemplateGroup}", faults);
        return id is null ? null : new ParsedService("", "", new TemplateService(id));
    }

    private static RuleAction? ReadAction(string? text, string path, Faults faults)
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
}
