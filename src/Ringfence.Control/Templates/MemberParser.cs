using Ringfence.Control.Commands;
using Ringfence.Control.Rules;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Templates;

/// <summary>A member's text in the form in which it is kept, with what it means.</summary>
public readonly record struct ParsedMember(string Text, TemplateContent Content);

/// <summary>Reads members of templates as callers give them: the form only, not whether a template exists.</summary>
public static class MemberParser
{
    /// <summary>The member; null with a fault when it is not of the kind's form.</summary>
    public static ParsedMember? Parse(string text, TemplateKind kind, string path, Faults faults) => kind switch
    {
        TemplateKind.Address => Addresses(text, path, faults),
        TemplateKind.Service => Service(text, path, faults),
        _ => Template(text, kind.MemberKind()!.Value, path, faults),
    };

    /// <summary>An address, a block or a range of either family, kept exactly as it is written.</summary>
    private static ParsedMember? Addresses(string text, string path, Faults faults)
    {
        if (IpRange.TryParse(text, out var range))
            return new ParsedMember(text, new TemplateContent.Addresses(range));
        faults.Add(RefusalKind.Malformed, path, $"{Faults.Show(text)} is not an address, a CIDR block or an ascending range of addresses (10.0.0.1-10.0.0.100).");
        return null;
    }

    /// <summary><c>protocol</c> or <c>protocol:ports</c>, kept in lower case.</summary>
    private static ParsedMember? Service(string text, string path, Faults faults)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string protocol = colon < 0 ? text : text[..colon];
        string? ports = colon < 0 ? null : text[(colon + 1)..];
        if (protocol.Length == 0 || ports is "")
        {
            faults.Add(RefusalKind.InvalidValue, path, $"{Faults.Show(text)} is not a protocol, or a protocol with ports (tcp:80,443).");
            return null;
        }

        return ServiceParser.Parse(protocol, ports, path, path, faults) is { Service: LiteralService service }
            ? new ParsedMember(text.ToLowerInvariant(), new TemplateContent.Services(service))
            : null;
    }

    private static ParsedMember? Template(string text, TemplateKind kind, string path, Faults faults)
    {
        string id = text.Trim();
        if (Identifier.IsWellFormed(id, kind.Prefix()))
            return new ParsedMember(id, new TemplateContent.Template(id));
        faults.Add(RefusalKind.Malformed, path, $"{Faults.Show(text)} is not an id that begins with {kind.Prefix()} and has eight of a-z0-9.");
        return null;
    }
}
