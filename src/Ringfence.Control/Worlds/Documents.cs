using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Evaluation;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Worlds;

/// <summary>Where an object lives: nothing is seen, named or bound across accounts or regions.</summary>
/// <param name="Account">The account number (digits) of the key pair that made the object.</param>
/// <param name="Region">The region code (<c>ap-guangzhou</c>).</param>
public readonly record struct Scope(string Account, string Region);

/// <summary>A label on an object.</summary>
public readonly record struct Tag(string Key, string Value);

/// <summary>A security group with its rules. Immutable; a change makes a new one.</summary>
public sealed record SecurityGroup
{
    /// <summary><c>sg-</c> and eight of <c>a-z0-9</c>; unique over all accounts and regions.</summary>
    public required string Id { get; init; }

    public required Scope Scope { get; init; }

    /// <summary>The project, "0" by default.</summary>
    public required string ProjectId { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    /// <summary>The default group of its project: cannot be deleted.</summary>
    public required bool IsDefault { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The vendor's <c>Version</c> of the rule set (reference A.11): 0 for a group that never had rules, one more with each accepted rule change.</summary>
    public required long PolicyVersion { get; init; }

    public required ImmutableArray<GroupRule> Ingress { get; init; }

    public required ImmutableArray<GroupRule> Egress { get; init; }

    public required ImmutableArray<Tag> Tags { get; init; }

    /// <summary>Whether its rules decide.</summary>
    public GroupMode Mode { get; init; }

    /// <summary>When <see cref="Mode"/> last changed; null: never.</summary>
    public DateTimeOffset? ModeSince { get; init; }

    public ImmutableArray<GroupRule> Rules(Direction direction) => direction == Direction.Ingress ? Ingress : Egress;

    public SecurityGroup WithRules(Direction direction, ImmutableArray<GroupRule> rules) =>
        direction == Direction.Ingress ? this with { Ingress = rules } : this with { Egress = rules };

    /// <summary>The group in a mode; the same object when it is in that mode.</summary>
    public SecurityGroup InMode(GroupMode mode, DateTimeOffset now) => mode == Mode ? this : this with { Mode = mode, ModeSince = now };

    /// <summary>This group where another state of it is now: its mode is as old as there, unless it changes.</summary>
    public SecurityGroup InPlaceOf(SecurityGroup? present, DateTimeOffset now) =>
        present is null ? this : this with { ModeSince = present.Mode == Mode ? present.ModeSince : now };

    /// <summary>The other groups that its rules name as peers, each once; itself is not listed (reference A.5).</summary>
    public IEnumerable<string> ReferencedGroups() =>
        Ingress.Concat(Egress).Select(rule => rule.Rule.Peer).OfType<GroupPeer>().Select(peer => peer.GroupId).Where(id => id != Id).Distinct();

    /// <summary>The templates and template groups that its rules name as peers or services, each once.</summary>
    public IEnumerable<string> ReferencedTemplates() =>
        Ingress.Concat(Egress).SelectMany(rule => rule.ReferencedTemplates()).Distinct();

    /// <summary>As the evaluator reads it.</summary>
    public BoundGroup ToBoundGroup() => new(Id, [.. Ingress.Select(rule => rule.Rule)], [.. Egress.Select(rule => rule.Rule)]) { IsObserved = Mode == GroupMode.Observe };
}

/// <summary>A rule at its place in a group: what the engine sees, and what the user wrote.</summary>
public sealed record GroupRule
{
    /// <summary>The rule as the engine sees it, with its stable id.</summary>
    public required SecurityRule Rule { get; init; }

    /// <summary>The rule as the user wrote it, in the normal form of reference A.16.</summary>
    public required RuleText Text { get; init; }

    public required string Description { get; init; }

    public required DateTimeOffset ModifiedAt { get; init; }

    /// <summary>The templates and template groups that it names.</summary>
    public IEnumerable<string> ReferencedTemplates()
    {
        if (Rule.Peer is TemplatePeer peer)
            yield return peer.TemplateId;
        if (Rule.Service is TemplateService service)
            yield return service.TemplateId;
    }
}

/// <summary>
/// The peer and service of a rule as text: the CIDR text exactly as entered, <see cref="Protocol"/> lower case but <c>ALL</c>, <see cref="Port"/> as entered
/// but <c>ALL</c> in upper case. Unused peers are "". A rule with a service template has neither protocol nor port: both are "".
/// </summary>
public sealed record RuleText(string Protocol, string Port, string CidrBlock, string Ipv6CidrBlock, string SecurityGroupId)
{
    /// <summary>The address template (<c>ipm-</c>) or address template group (<c>ipmg-</c>) that is the peer.</summary>
    public string AddressTemplateId { get; init; } = "";

    /// <summary>The service template (<c>ppm-</c>) or service template group (<c>ppmg-</c>).</summary>
    public string ServiceTemplateId { get; init; } = "";
}

/// <summary>What kind of resource an instance is.</summary>
public enum InstanceType : byte
{
    /// <summary>A virtual machine, container or whole machine (<c>ins-</c>).</summary>
    Cvm = 0,

    /// <summary>A load balancer (<c>lb-</c>).</summary>
    Clb = 1,

    /// <summary>A database (<c>cdb-</c>).</summary>
    Cdb = 2,

    /// <summary>Anything else (<c>ins-</c>).</summary>
    Other = 3,
}

/// <summary>What holds for instances of a type.</summary>
public static class InstanceTypes
{
    extension(InstanceType type)
    {
        /// <summary>The last group of a virtual machine cannot be taken away (reference A.20); that of a load balancer or database can, which closes it.</summary>
        public bool KeepsOneGroup => type is InstanceType.Cvm or InstanceType.Other;
    }
}

/// <summary>What is protected.</summary>
public sealed record Instance
{
    public required string Id { get; init; }

    public required Scope Scope { get; init; }

    public required string Name { get; init; }

    public required InstanceType Type { get; init; }

    /// <summary>The project whose default group it got when it named none; "0" by default.</summary>
    public required string ProjectId { get; init; }

    /// <summary>The name of the agent whose host carries the instance.</summary>
    public required string Host { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Its interfaces in order; the first is the primary one, whose groups are the instance's groups (reference H-28).</summary>
    public required ImmutableArray<string> InterfaceIds { get; init; }
}

/// <summary>Where an instance meets the network.</summary>
public sealed record NetworkInterface
{
    /// <summary>The network of an interface that names none.</summary>
    public const string DefaultVpcId = "vpc-default0";

    /// <summary><c>eni-</c> and eight of <c>a-z0-9</c>.</summary>
    public required string Id { get; init; }

    public required Scope Scope { get; init; }

    public required string InstanceId { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    public required bool IsPrimary { get; init; }

    /// <summary>The interface's network; groups as peers mean members of the same network only.</summary>
    public required string VpcId { get; init; }

    /// <summary>The agent's host, as the instance's.</summary>
    public required string Host { get; init; }

    /// <summary>The device's name on the host; it need not exist yet.</summary>
    public required string Device { get; init; }

    public required InterfaceRole Role { get; init; }

    public required MacAddress? Mac { get; init; }

    /// <summary>Private IPv4 addresses, primary first.</summary>
    public required ImmutableArray<IpAddress> PrivateAddresses { get; init; }

    public required ImmutableArray<IpAddress> Ipv6Addresses { get; init; }

    /// <summary>Public addresses, as text for display and exposure analysis; they never match a group peer.</summary>
    public required ImmutableArray<IpAddress> PublicAddresses { get; init; }

    public required bool SourceCheck { get; init; }

    /// <summary>Bound groups, highest priority first.</summary>
    public required ImmutableArray<string> SecurityGroupIds { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Private addresses of both families: what a group as peer means.</summary>
    public IEnumerable<IpAddress> MemberAddresses => PrivateAddresses.Concat(Ipv6Addresses);

    /// <summary>What decides its policy: scope, network and groups in order, whatever their mode. Interfaces with the same text have the same effective policy, but for who of them is a peer.</summary>
    public string Binding => $"{Scope.Account}/{Scope.Region}/{VpcId}:{string.Join(',', SecurityGroupIds)}";
}
