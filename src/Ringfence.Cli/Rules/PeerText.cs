using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Cli.Templates;
using Ringfence.Policy.Addressing;

namespace Ringfence.Cli.Rules;

/// <summary>Finds out what people mean by a peer.</summary>
internal sealed class PeerText(RuleNames names)
{
    /// <summary>The vendor's word for the address that a call comes from (reference A.6).</summary>
    private const string MyPublicIp = "MY_PUBLIC_IP";

    /// <summary>The peer's member, one for each rule: two for <c>any</c>, which is every address of both families.</summary>
    /// <exception cref="CommandFailure">It is nobody, or several.</exception>
    public IReadOnlyList<RuleField> Read(string text)
    {
        if (text.Equals("any", StringComparison.OrdinalIgnoreCase))
            return [new("CidrBlock", "0.0.0.0/0"), new("Ipv6CidrBlock", "::/0")];
        if (text == MyPublicIp)
            return [new("CidrBlock", text)];
        if (IpPrefix.TryParse(text, out var prefix))
            return [new(prefix.Family == AddressFamily.IPv4 ? "CidrBlock" : "Ipv6CidrBlock", text)];

        var group = names.Groups.TryFind(text);
        var template = names.Templates.TryFind(text);
        if (group is not null && template is { Kind.IsPeer: true })
            throw CommandFailure.Usage($"Both a group and a template are called '{text}': {group.SecurityGroupId}, {template.Id}. Give the id.");
        if (template is { Kind.IsPeer: true })
            return [Of(template)];

        // Something like 10.0.0.0/33 is a block that the server refuses with its code, not a group that nobody has.
        if (group is null && text.Contains('/'))
            return [new(text.Contains(':') ? "Ipv6CidrBlock" : "CidrBlock", text)];
        return [new("SecurityGroupId", names.Groups.Find(text).SecurityGroupId)];
    }

    private static RuleField Of(Template template) =>
        new("AddressTemplate", new JsonObject { [template.Kind == TemplateKind.Address ? "AddressId" : "AddressGroupId"] = template.Id });
}
