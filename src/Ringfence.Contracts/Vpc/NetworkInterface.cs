using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Ringfence.Contracts.Common;

namespace Ringfence.Contracts.Vpc;

/// <summary>A network interface (VPC type <c>NetworkInterface</c>, reference D.4).</summary>
public sealed record NetworkInterface
{
    /// <summary><c>eni-</c> and eight of <c>a-z0-9</c>.</summary>
    public required string NetworkInterfaceId { get; init; }

    /// <summary>May be "".</summary>
    public required string NetworkInterfaceName { get; init; }

    /// <summary>May be "".</summary>
    public required string NetworkInterfaceDescription { get; init; }

    /// <summary>The interface's network.</summary>
    public required string VpcId { get; init; }

    /// <summary>Always "": there are no subnets here.</summary>
    public required string SubnetId { get; init; }

    /// <summary>The region and <c>-1</c>.</summary>
    public required string Zone { get; init; }

    /// <summary>Bound groups, highest priority first.</summary>
    public required ImmutableArray<string> GroupSet { get; init; }

    /// <summary>True for the interface whose groups are the instance's.</summary>
    public required bool Primary { get; init; }

    /// <summary>0 secondary, 1 primary.</summary>
    public required long EniType { get; init; }

    /// <summary>Upper case, colon separated; "" when it is not known.</summary>
    public required string MacAddress { get; init; }

    /// <summary><c>AVAILABLE</c>.</summary>
    public required string State { get; init; }

    /// <summary><c>INUSE</c>: every interface is attached.</summary>
    public required string NetworkInterfaceState { get; init; }

    /// <summary><c>cvm</c>, <c>clb</c> or <c>cdb</c>; absent for others.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Business { get; init; }

    /// <summary>The instance that it belongs to.</summary>
    public required string ResourceId { get; init; }

    /// <summary>Always "".</summary>
    public required string CdcId { get; init; }

    /// <summary>0, the standard attachment.</summary>
    public required long AttachType { get; init; }

    /// <summary>Private IPv4 addresses, primary first.</summary>
    public required ImmutableArray<PrivateIpAddressSpecification> PrivateIpAddressSet { get; init; }

    /// <summary>IPv6 addresses.</summary>
    public required ImmutableArray<Ipv6Address> Ipv6AddressSet { get; init; }

    /// <summary>The instance that it belongs to.</summary>
    public required NetworkInterfaceAttachment Attachment { get; init; }

    /// <summary><c>YYYY-MM-DD HH:MM:SS</c>, UTC+8 unless set otherwise.</summary>
    public required string CreatedTime { get; init; }

    /// <summary>Always empty: interfaces have no tags here.</summary>
    public required ImmutableArray<Tag> TagSet { get; init; }
}

/// <summary>Where an interface is attached (VPC type <c>NetworkInterfaceAttachment</c>).</summary>
public sealed record NetworkInterfaceAttachment
{
    /// <summary>The instance.</summary>
    public required string InstanceId { get; init; }

    /// <summary>The interface's place in the instance; 0 is the primary one.</summary>
    public required long DeviceIndex { get; init; }

    /// <summary>The account, digits.</summary>
    public required string InstanceAccountId { get; init; }

    /// <summary><c>YYYY-MM-DD HH:MM:SS</c>, UTC+8 unless set otherwise.</summary>
    public required string AttachTime { get; init; }
}
