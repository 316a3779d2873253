namespace Ringfence.Cli.Templates;

/// <summary>The four kinds of parameter template, and what the API calls their parts (reference C.2).</summary>
/// <param name="Word">For people.</param>
/// <param name="Noun">What the actions and members are called after.</param>
/// <param name="Prefix">What ids begin with.</param>
/// <param name="Entries">The member of requests that holds the entries.</param>
/// <param name="EntrySet">The member of answers that holds them.</param>
internal sealed record TemplateKind(string Word, string Noun, string Prefix, string Entries, string EntrySet)
{
    /// <summary>Addresses, blocks and ranges.</summary>
    public static readonly TemplateKind Address = new("address", "AddressTemplate", "ipm-", "Addresses", "AddressSet");

    /// <summary>Groups of address templates.</summary>
    public static readonly TemplateKind AddressGroup = new("address-group", "AddressTemplateGroup", "ipmg-", "AddressTemplateIds", "AddressTemplateIdSet");

    /// <summary>Protocols and ports.</summary>
    public static readonly TemplateKind Service = new("service", "ServiceTemplate", "ppm-", "Services", "ServiceSet");

    /// <summary>Groups of service templates.</summary>
    public static readonly TemplateKind ServiceGroup = new("service-group", "ServiceTemplateGroup", "ppmg-", "ServiceTemplateIds", "ServiceTemplateIdSet");

    /// <summary>All of them.</summary>
    public static readonly TemplateKind[] All = [Address, AddressGroup, Service, ServiceGroup];

    /// <summary>Whether its entries are templates.</summary>
    public bool IsGroup => this == AddressGroup || this == ServiceGroup;

    /// <summary>Whether it stands in a rule for the far end, not for protocol and ports.</summary>
    public bool IsPeer => this == Address || this == AddressGroup;

    /// <summary>The member that holds an id.</summary>
    public string IdName => $"{Noun}Id";

    /// <summary>The member that holds a name.</summary>
    public string NameName => $"{Noun}Name";

    /// <summary>The kind that people call so.</summary>
    public static TemplateKind Of(string word) => Array.Find(All, kind => kind.Word == word) ?? throw new ArgumentOutOfRangeException(nameof(word), word, "No kind.");
}
