using System.Text.Json.Nodes;
using Ringfence.Cli.Naming;
using Ringfence.Contracts.Vpc;
using Ringfence.Policy.Addressing;

namespace Ringfence.Cli.Rules;

/// <summary>A member of a rule that says who the far end is.</summary>
internal readonly record struct PeerField(string Name, JsonNode Value);

/// <summary>Finds out what people mean by a peer.</summary>
internal sealed class PeerNames(NamedThings<SecurityGroup> groups)
{
    /// <summary>The vendor's word for the address that a call comes from (reference A.6).</summary>
    private const string MyPublicIp = "MY_PUBLIC_IP";

    /// <summary>The peer's members: one for a rule, two for <c>any</c>, which is every address of both families.</summary>
    /// <exception cref="Running.CommandFailure">It is nobody.</exception>
    public IReadOnlyList<PeerField> Fields(string text)
    {
        if (text.Equals("any", StringComparison.OrdinalIgnoreCase))
            return [new("CidrBlock", "0.0.0.0/0"), new("Ipv6CidrBlock", "::/0")];
        if (text == MyPublicIp)
            return [new("CidrBlock", text)];
        if (IpPrefix.TryParse(text, out var prefix))
            return [new(prefix.Family == AddressFamily.IPv4 ? "CidrBlock" : "Ipv6CidrBlock", text)];

        // Something like 10.0.0.0/33 is a block that the server refuses with its code, not a group that nobody has.
        if (groups.TryFind(text) is null && text.Contains('/'))
            return [new(text.Contains(':') ? "Ipv6CidrBlock" : "CidrBlock", text)];
        return [new("SecurityGroupId", groups.Find(text).SecurityGroupId)];
    }
}
