using System.Globalization;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Journal;

/// <summary>
/// The stored form of a rule: its identity and what the user wrote. The engine's form is made again from the text at each load, so that the engine may
/// change without a migration.
/// </summary>
internal sealed class StoredRule
{
    private const string Accept = "ACCEPT";
    private const string Drop = "DROP";

    public required long Id { get; init; }

    public required string Action { get; init; }

    /// <summary>Absent, as is the port, when <see cref="ServiceTemplate"/> is there.</summary>
    public string? Protocol { get; init; }

    public string? Port { get; init; }

    public string? ServiceTemplate { get; init; }

    public string? Cidr { get; init; }

    public string? Ipv6Cidr { get; init; }

    public string? Group { get; init; }

    public string? AddressTemplate { get; init; }

    public string? Description { get; init; }

    public required DateTimeOffset ModifiedAt { get; init; }

    public static StoredRule Of(GroupRule rule) => new()
    {
        Id = rule.Rule.Id.Value,
        Action = rule.Rule.Action == RuleAction.Accept ? Accept : Drop,
        Protocol = Stored.NullIfEmpty(rule.Text.Protocol),
        Port = Stored.NullIfEmpty(rule.Text.Port),
        ServiceTemplate = Stored.NullIfEmpty(rule.Text.ServiceTemplateId),
        Cidr = Stored.NullIfEmpty(rule.Text.CidrBlock),
        Ipv6Cidr = Stored.NullIfEmpty(rule.Text.Ipv6CidrBlock),
        Group = Stored.NullIfEmpty(rule.Text.SecurityGroupId),
        AddressTemplate = Stored.NullIfEmpty(rule.Text.AddressTemplateId),
        Description = Stored.NullIfEmpty(rule.Description),
        ModifiedAt = rule.ModifiedAt,
    };

    /// <summary>The rule.</summary>
    /// <exception cref="InvalidDataException">The text is none that this program could have stored.</exception>
    public GroupRule ToRule() => new()
    {
        Rule = new SecurityRule(new RuleId(Id), ReadPeer(), ReadService(), ReadAction()),
        Text = new RuleText(Protocol ?? "", Port ?? "", Cidr ?? "", Ipv6Cidr ?? "", Group ?? "")
        {
            AddressTemplateId = AddressTemplate ?? "",
            ServiceTemplateId = ServiceTemplate ?? "",
        },
        Description = Description ?? "",
        ModifiedAt = ModifiedAt,
    };

    private RuleAction ReadAction() => Action switch
    {
        Accept => RuleAction.Accept,
        Drop => RuleAction.Drop,
        _ => throw Broken("action", Action),
    };

    private Peer ReadPeer()
    {
        if ((Cidr ?? Ipv6Cidr) is { } text)
            return IpPrefix.TryParse(text, out var prefix) ? new PrefixPeer(prefix) : throw Broken("prefix", text);
        if (Group is { } group)
            return new GroupPeer(group);
        return AddressTemplate is { } template ? new TemplatePeer(template) : throw Broken("peer", "");
    }

    private Service ReadService()
    {
        if (ServiceTemplate is { } template)
            return new TemplateService(template);
        if (Protocol == "ALL")
            return Service.Any;
        var protocol = ReadProtocol();
        if (!protocol.HasPorts)
            return new LiteralService(protocol, PortSet.All);
        return PortSet.TryParse(Port, out var ports) ? new LiteralService(protocol, ports!) : throw Broken("port", Port ?? "");
    }

    private IpProtocol ReadProtocol() => Protocol switch
    {
        "icmp" => IpProtocol.Icmp,
        "tcp" => IpProtocol.Tcp,
        "udp" => IpProtocol.Udp,
        "gre" => IpProtocol.Gre,
        "icmpv6" => IpProtocol.IcmpV6,
        "sctp" => IpProtocol.Sctp,
        _ => byte.TryParse(Protocol, NumberStyles.None, CultureInfo.InvariantCulture, out byte number) ? new IpProtocol(number) : throw Broken("protocol", Protocol ?? ""),
    };

    private InvalidDataException Broken(string part, string text) => new($"The stored rule r{Id} has a {part} that cannot be read: '{text}'.");
}
