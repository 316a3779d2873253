namespace Ringfence.Control.Rules;

/// <summary>What a caller calls the parts of a rule that requests and documents call differently: faults are told in the caller's names.</summary>
public sealed record RuleFieldNames
{
    private RuleFieldNames()
    {
    }

    /// <summary>As requests do (reference A.5).</summary>
    public static RuleFieldNames Request { get; } = new()
    {
        SecurityGroup = "SecurityGroupId",
        AddressTemplate = "AddressTemplate.AddressId",
        AddressTemplateGroup = "AddressTemplate.AddressGroupId",
        ServiceTemplate = "ServiceTemplate.ServiceId",
        ServiceTemplateGroup = "ServiceTemplate.ServiceGroupId",
        Description = "PolicyDescription",
        Peers = ["CidrBlock", "Ipv6CidrBlock", "SecurityGroupId", "AddressTemplate"],
        ServiceTemplates = "ServiceTemplate",
    };

    /// <summary>As documents of groups do.</summary>
    public static RuleFieldNames Document { get; } = new()
    {
        SecurityGroup = "SecurityGroup",
        AddressTemplate = "AddressTemplate",
        AddressTemplateGroup = "AddressTemplateGroup",
        ServiceTemplate = "ServiceTemplate",
        ServiceTemplateGroup = "ServiceTemplateGroup",
        Description = "Description",
        Peers = ["CidrBlock", "Ipv6CidrBlock", "SecurityGroup", "AddressTemplate", "AddressTemplateGroup"],
        ServiceTemplates = "ServiceTemplate and ServiceTemplateGroup",
    };

    public required string SecurityGroup { get; init; }

    public required string AddressTemplate { get; init; }

    public required string AddressTemplateGroup { get; init; }

    public required string ServiceTemplate { get; init; }

    public required string ServiceTemplateGroup { get; init; }

    public required string Description { get; init; }

    /// <summary>Everything that may name the far end.</summary>
    private string[] Peers { get; init; } = [];

    /// <summary>Everything that may stand in the place of protocol and ports.</summary>
    public required string ServiceTemplates { get; init; }

    /// <summary>Everything that may name the far end, as a list in a sentence.</summary>
    /// <param name="word">What joins the last two.</param>
    public string ListPeers(string word) => $"{string.Join(", ", Peers[..^1])} {word} {Peers[^1]}";
}
