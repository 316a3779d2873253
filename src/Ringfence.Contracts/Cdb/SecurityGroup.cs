using System.Collections.Immutable;

namespace Ringfence.Contracts.Cdb;

/// <summary>A group with its rules (CDB type <c>SecurityGroup</c>, reference D.8).</summary>
public sealed record SecurityGroup
{
    /// <summary>The project as a number, unlike VPC.</summary>
    public required long ProjectId { get; init; }

    /// <summary><c>YYYY-MM-DD HH:MM:SS</c>, UTC+8 unless set otherwise.</summary>
    public required string CreateTime { get; init; }

    /// <summary>Rules towards the instance, top first.</summary>
    public required ImmutableArray<Inbound> Inbound { get; init; }

    /// <summary>Rules from the instance, top first.</summary>
    public required ImmutableArray<Outbound> Outbound { get; init; }

    /// <summary><c>sg-</c> and eight of <c>a-z0-9</c>.</summary>
    public required string SecurityGroupId { get; init; }

    /// <summary>The name.</summary>
    public required string SecurityGroupName { get; init; }

    /// <summary>The description.</summary>
    public required string SecurityGroupRemark { get; init; }
}

/// <summary>A rule towards the instance (CDB type <c>Inbound</c>). Texts are "" when unused.</summary>
public sealed record Inbound
{
    /// <summary><c>ACCEPT</c> or <c>DROP</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The IPv4 or IPv6 peer as entered.</summary>
    public required string CidrIp { get; init; }

    /// <summary>Ports as entered, or <c>ALL</c>.</summary>
    public required string PortRange { get; init; }

    /// <summary><c>tcp</c>, <c>udp</c>, <c>icmp</c>, <c>icmpv6</c>, <c>gre</c> or <c>ALL</c>.</summary>
    public required string IpProtocol { get; init; }

    /// <summary><c>INPUT</c>.</summary>
    public required string Dir { get; init; }

    /// <summary>The address template that is the peer.</summary>
    public required string AddressModule { get; init; }

    /// <summary>The group that is the peer.</summary>
    public required string Id { get; init; }

    /// <summary>The description.</summary>
    public required string Desc { get; init; }
}

/// <summary>A rule from the instance (CDB type <c>Outbound</c>). Texts are "" when unused. The vendor's type has no member for a group as peer.</summary>
public sealed record Outbound
{
    /// <summary><c>ACCEPT</c> or <c>DROP</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The IPv4 or IPv6 peer as entered.</summary>
    public required string CidrIp { get; init; }

    /// <summary>Ports as entered, or <c>ALL</c>.</summary>
    public required string PortRange { get; init; }

    /// <summary><c>tcp</c>, <c>udp</c>, <c>icmp</c>, <c>icmpv6</c>, <c>gre</c> or <c>ALL</c>.</summary>
    public required string IpProtocol { get; init; }

    /// <summary><c>OUTPUT</c>.</summary>
    public required string Dir { get; init; }

    /// <summary>The address template that is the peer.</summary>
    public required string AddressModule { get; init; }

    /// <summary>The description.</summary>
    public required string Desc { get; init; }
}
