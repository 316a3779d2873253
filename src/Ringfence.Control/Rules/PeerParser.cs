using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Rules;

/// <summary>Reads the peer of a rule: its form only, not whether a group or template exists.</summary>
internal static class PeerParser
{
    /// <summary>The first peer that is given and well-formed; null when none is.</summary>
    public static Peer? Parse(RuleSpec spec, LiteralService? service, RuleFieldNames names, string path, Faults faults)
    {
        var v4 = Prefix(spec.CidrBlock, AddressFamily.IPv4, $"{path}.CidrBlock", faults);
        var v6 = Prefix(spec.Ipv6CidrBlock, AddressFamily.IPv6, $"{path}.Ipv6CidrBlock", faults);
        var group = Group(spec.SecurityGroupId, $"{path}.{names.SecurityGroup}", faults);
        var template = TemplateReference.Parse(spec.AddressTemplateId, TemplateKind.Address, $"{path}.{names.AddressTemplate}", faults)
            ?? TemplateReference.Parse(spec.AddressTemplateGroupId, TemplateKind.AddressGroup, $"{path}.{names.AddressTemplateGroup}", faults);
        if (v6 is not null && service?.Protocol == IpProtocol.Icmp)
            faults.Add(RefusalKind.Coexist, $"{path}.Ipv6CidrBlock", "ICMP is of IPv4; use ICMPV6 with an IPv6 block.");
        if (v4 is not null && service?.Protocol == IpProtocol.IcmpV6)
            faults.Add(RefusalKind.Coexist, $"{path}.CidrBlock", "ICMPV6 is of IPv6; use ICMP with an IPv4 block.");
        return v4 ?? v6 ?? group ?? (template is null ? null : new TemplatePeer(template));
    }

    private static Peer? Prefix(string? text, AddressFamily family, string path, Faults faults)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        if (IpPrefix.TryParse(text, out var prefix) && prefix.Family == family)
            return new PrefixPeer(prefix);
        faults.Add(RefusalKind.Malformed, path, $"{Faults.Show(text)} is not an {family} address or CIDR block.");
        return null;
    }

    private static Peer? Group(string? text, string path, Faults faults)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        string id = text.Trim();
        if (Identifier.IsWellFormed(id, Identifier.Group))
            return new GroupPeer(id);
        faults.Add(RefusalKind.Malformed, path, $"{Faults.Show(text)} is not a security group id (sg- and eight of a-z0-9).");
        return null;
    }
}
