using Ringfence.Policy.Addressing;

namespace Ringfence.Policy.Rules;

/// <summary>
/// The far end that a rule speaks of. Closed hierarchy: a prefix, a security group or an address template.
/// </summary>
public abstract record Peer
{
    private protected Peer()
    {
    }
}

/// <summary>An IPv4 or IPv6 CIDR block. Matches its own family only.</summary>
/// <param name="Prefix">The block.</param>
public sealed record PrefixPeer(IpPrefix Prefix) : Peer
{
    /// <inheritdoc/>
    public override string ToString() => Prefix.ToString();
}

/// <summary>Every private address of every interface that is bound to a security group, in the judging interface's own network.</summary>
/// <param name="GroupId">The group's id (<c>sg-…</c>).</param>
public sealed record GroupPeer(string GroupId) : Peer
{
    /// <inheritdoc/>
    public override string ToString() => GroupId;
}

/// <summary>Every address of an address template (<c>ipm-</c>) or of the templates of an address template group (<c>ipmg-</c>), in every network.</summary>
/// <param name="TemplateId">The template's or group's id.</param>
public sealed record TemplatePeer(string TemplateId) : Peer
{
    /// <inheritdoc/>
    public override string ToString() => TemplateId;
}
