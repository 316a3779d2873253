using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Control.Commands;

namespace Ringfence.Api.Ringfence;

/// <summary>Reads an instance to register. Text stays text: the command judges it. A name that is not known is a fault.</summary>
internal static class InstanceSpecReader
{
    private static readonly string[] InstanceNames =
        ["InstanceId", "InstanceName", "InstanceType", "ProjectId", "Region", "Host", "SecurityGroupIds", "NetworkInterfaces"];

    private static readonly string[] InterfaceNames =
    [
        "NetworkInterfaceId", "NetworkInterfaceName", "VpcId", "Device", "Role", "MacAddress", "PrivateIpAddresses", "Ipv6Addresses",
        "PublicIpAddresses", "SourceCheck", "SecurityGroupIds",
    ];

    /// <summary>An instance.</summary>
    public static InstanceSpec Read(ParameterReader instance, RequestContext context)
    {
        string? region = instance.String("Region");
        if (!string.IsNullOrEmpty(region) && region != context.Scope.Region)
        {
            instance.Fault("InvalidParameterValue",
                $"The instance is to be in region {ParameterReaderExtensions.Quote(region)}, but the request speaks to `{context.Scope.Region}`.");
        }

        var spec = new InstanceSpec
        {
            InstanceId = instance.String("InstanceId"),
            InstanceName = instance.String("InstanceName"),
            InstanceType = instance.String("InstanceType"),
            ProjectId = instance.String("ProjectId"),
            Host = instance.String("Host"),
            SecurityGroupIds = instance.Strings("SecurityGroupIds"),
            NetworkInterfaces = instance.Objects("NetworkInterfaces", ReadInterface),
        };
        instance.AllowOnly(InstanceNames);
        return spec;
    }

    private static InterfaceSpec ReadInterface(ParameterReader networkInterface)
    {
        var spec = new InterfaceSpec
        {
            NetworkInterfaceId = networkInterface.String("NetworkInterfaceId"),
            NetworkInterfaceName = networkInterface.String("NetworkInterfaceName"),
            VpcId = networkInterface.String("VpcId"),
            Device = networkInterface.String("Device"),
            Role = networkInterface.String("Role"),
            MacAddress = networkInterface.String("MacAddress"),
            PrivateIpAddresses = networkInterface.Strings("PrivateIpAddresses"),
            Ipv6Addresses = networkInterface.Strings("Ipv6Addresses"),
            PublicIpAddresses = networkInterface.Strings("PublicIpAddresses"),
            SourceCheck = networkInterface.Boolean("SourceCheck"),
            SecurityGroupIds = networkInterface.Strings("SecurityGroupIds"),
        };
        networkInterface.AllowOnly(InterfaceNames);
        return spec;
    }
}
