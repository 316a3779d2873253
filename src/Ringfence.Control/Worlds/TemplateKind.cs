using Ringfence.Control.Commands;

namespace Ringfence.Control.Worlds;

/// <summary>The four kinds of parameter templates.</summary>
public enum TemplateKind : byte
{
    /// <summary><c>ipm-</c>: addresses, blocks and ranges.</summary>
    Address = 0,

    /// <summary><c>ipmg-</c>: address templates.</summary>
    AddressGroup = 1,

    /// <summary><c>ppm-</c>: protocols with ports.</summary>
    Service = 2,

    /// <summary><c>ppmg-</c>: service templates.</summary>
    ServiceGroup = 3,
}

/// <summary>Facts that follow from the kind alone.</summary>
public static class TemplateKinds
{
    private static readonly TemplateKind[] All = Enum.GetValues<TemplateKind>();

    /// <summary>What ids of the kind begin with, hyphen included (reference D.1).</summary>
    public static string Prefix(this TemplateKind kind) => kind switch
    {
        TemplateKind.Address => "ipm-",
        TemplateKind.AddressGroup => "ipmg-",
        TemplateKind.Service => "ppm-",
        _ => "ppmg-",
    };

    /// <summary>The kind of the templates that a group of this kind holds; null for a kind that is no group.</summary>
    public static TemplateKind? MemberKind(this TemplateKind kind) => kind switch
    {
        TemplateKind.AddressGroup => TemplateKind.Address,
        TemplateKind.ServiceGroup => TemplateKind.Service,
        _ => null,
    };

    /// <summary>The kind in the field's words.</summary>
    public static string Noun(this TemplateKind kind) => kind switch
    {
        TemplateKind.Address => "address template",
        TemplateKind.AddressGroup => "address template group",
        TemplateKind.Service => "service template",
        _ => "service template group",
    };

    /// <summary>The kind of an id; null when it is the id of none.</summary>
    public static TemplateKind? Of(string id)
    {
        foreach (var kind in All)
        {
            if (Identifier.IsWellFormed(id, kind.Prefix()))
                return kind;
        }

        return null;
    }
}
