using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Lab.Model;

/// <summary>The kinds of templates, by the type that the API has for each.</summary>
public enum ModelTemplateKind
{
    /// <summary>Addresses, blocks and ranges.</summary>
    AddressTemplate,

    /// <summary>Address templates, by name.</summary>
    AddressTemplateGroup,

    /// <summary>Protocols with ports (<c>tcp:80,443</c>).</summary>
    ServiceTemplate,

    /// <summary>Service templates, by name.</summary>
    ServiceTemplateGroup,
}

/// <summary>A parameter template by name. Rules and template groups name it by its name too.</summary>
/// <param name="Name">The name.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Members">What is in it, as the API takes it; may be empty.</param>
public sealed record ModelTemplate(string Name, ModelTemplateKind Kind, ImmutableArray<string> Members)
{
    /// <summary>True for a group of templates.</summary>
    public bool IsGroup => Kind is ModelTemplateKind.AddressTemplateGroup or ModelTemplateKind.ServiceTemplateGroup;

    /// <summary>True when an entry of an address template contains the address.</summary>
    public bool Contains(IpAddress address) => Members.Any(member => IpRange.TryParse(member, out var range) && range.Contains(address));

    /// <summary>True when an entry of a service template contains the protocol and port.</summary>
    public bool Contains(IpProtocol protocol, ushort port) => Services().Any(service => service.Contains(protocol, port));

    /// <summary>The entries of a service template as the policy engine sees them.</summary>
    public IEnumerable<LiteralService> Services() => Members.Select(member =>
    {
        string[] parts = member.Split(':');
        return ApiServices.Parse(parts[0], parts.Length > 1 ? parts[1] : "ALL");
    });

    /// <summary><c>AddressTemplate t0: 10.0.0.1-10.0.0.7, fd00::/8</c>.</summary>
    public override string ToString() => $"{Kind} {Name}: {string.Join(", ", Members)}";
}
