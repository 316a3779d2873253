using Ringfence.Api.Actions;
using Ringfence.Control.Commands;
using Ringfence.Policy.Addressing;

namespace Ringfence.Api.Mapping;

/// <summary>
/// Reads a SecurityGroupPolicySet (reference D.2). Text stays text: the command judges it. What responses carry and requests repeat is ignored; a name that
/// no rule has is a fault, because a misspelt <c>Port</c> would open every port.
/// </summary>
internal sealed record RuleSetReader(RequestContext Context)
{
    private static readonly string[] RuleNames =
    [
        "PolicyIndex", "Protocol", "Port", "ServiceTemplate", "CidrBlock", "Ipv6CidrBlock", "SecurityGroupId", "AddressTemplate", "Action",
        "PolicyDescription", "ModifyTime", "Priority", "PolicyStatistics",
    ];

    /// <summary>The vendor's word for "the address I call from" (reference A.6).</summary>
    public const string MyPublicIp = "MY_PUBLIC_IP";

    /// <summary>The description that such a rule gets when it has none.</summary>
    public const string MyPublicIpDescription = "Replaced-From-MY_PUBLIC_IP";

    /// <summary>True when rules are to be stored, not to be found: only then a description is made up.</summary>
    public bool Describes { get; init; } = true;

    /// <summary>True where <c>Priority</c> may stand for <c>PolicyIndex</c> (reference A.10).</summary>
    public bool TakesPriority { get; init; }

    /// <summary>A set that must be given.</summary>
    public RuleSetSpec Required(ParameterReader parameters) =>
        parameters.RequiredObject("SecurityGroupPolicySet", ReadSet) ?? RuleSetSpec.Empty;

    /// <summary>A set that may be given.</summary>
    public RuleSetSpec? Optional(ParameterReader parameters, string name) => parameters.Object(name, ReadSet);

    private RuleSetSpec ReadSet(ParameterReader set)
    {
        var spec = new RuleSetSpec(
            set.String("Version"),
            set.Objects("Ingress", ReadRule) ?? [],
            set.Objects("Egress", ReadRule) ?? []);
        set.AllowOnly("Version", "Ingress", "Egress", "PolicyStatistics");
        return spec;
    }

    private RuleSpec ReadRule(ParameterReader rule)
    {
        string? description = rule.String("PolicyDescription");
        string? cidr = rule.String("CidrBlock");
        string? cidr6 = rule.String("Ipv6CidrBlock");
        if (cidr == MyPublicIp || cidr6 == MyPublicIp)
        {
            cidr = CallerInsteadOf(rule, cidr, "CidrBlock", AddressFamily.IPv4);
            cidr6 = CallerInsteadOf(rule, cidr6, "Ipv6CidrBlock", AddressFamily.IPv6);
            if (Describes && string.IsNullOrEmpty(description))
                description = MyPublicIpDescription;
        }

        var address = rule.Object("AddressTemplate", template => ReadTemplate(template, "AddressId", "AddressGroupId"));
        var service = rule.Object("ServiceTemplate", template => ReadTemplate(template, "ServiceId", "ServiceGroupId"));
        var spec = new RuleSpec
        {
            PolicyIndex = rule.Integer("PolicyIndex") ?? (TakesPriority ? rule.Integer("Priority") : null),
            Protocol = rule.String("Protocol"),
            Port = rule.String("Port"),
            CidrBlock = cidr,
            Ipv6CidrBlock = cidr6,
            SecurityGroupId = rule.String("SecurityGroupId"),
            AddressTemplateId = address?.Id,
            AddressTemplateGroupId = address?.GroupId,
            ServiceTemplateId = service?.Id,
            ServiceTemplateGroupId = service?.GroupId,
            Action = rule.String("Action"),
            Description = description,
        };
        rule.AllowOnly(RuleNames);
        return spec;
    }

    private string? CallerInsteadOf(ParameterReader rule, string? text, string name, AddressFamily family)
    {
        if (text != MyPublicIp)
            return text;
        if (CallerAddress() is { } caller && caller.Family == family)
            return caller.ToString();
        rule.Fault("InvalidParameterValue", $"`{name}` is `{MyPublicIp}`, but the caller has no address of that family.");
        return null;
    }

    /// <summary>The caller's address; a dual-stack socket shows IPv4 callers as IPv4-mapped IPv6 (RFC 4291, 2.5.5.2).</summary>
    private IpAddress? CallerAddress()
    {
        const string mapped = "::ffff:";
        string remote = Context.Origin.RemoteAddress;
        if (remote.StartsWith(mapped, StringComparison.OrdinalIgnoreCase) && IpAddress.TryParse(remote.AsSpan(mapped.Length), out var inner))
            return inner;
        return IpAddress.TryParse(remote, out var address) ? address : null;
    }

    private static TemplateIds ReadTemplate(ParameterReader template, string id, string groupId)
    {
        var ids = new TemplateIds(template.String(id), template.String(groupId));
        template.AllowOnly(id, groupId);
        return ids;
    }

    private sealed record TemplateIds(string? Id, string? GroupId);
}
