using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ringfence.Lab.Topology;
using Ringfence.Policy.Addressing;

namespace Ringfence.Lab.Client;

/// <summary>An instance as the server knows it.</summary>
/// <param name="InstanceId"><c>ins-…</c>.</param>
/// <param name="InterfaceIds"><c>eni-…</c>, the primary one first.</param>
public sealed record RegisteredInstance(string InstanceId, ImmutableArray<string> InterfaceIds)
{
    /// <summary>Reads an element of <c>InstanceSet</c>.</summary>
    public static RegisteredInstance Read(JsonElement element) => new(
        element.GetProperty(nameof(InstanceId)).GetString()!,
        [.. element.GetProperty("NetworkInterfaceSet").EnumerateArray().Select(eni => eni.GetProperty("NetworkInterfaceId").GetString()!)]);
}

/// <summary>Laboratory stations as RegisterInstances takes them.</summary>
public static class StationRegistration
{
    /// <summary>A station as a guest with all its addresses.</summary>
    /// <param name="station">The station.</param>
    /// <param name="groupIds">Its groups; null for the default group.</param>
    /// <param name="network">Its network; null for the default one.</param>
    /// <param name="withMac">Whether its Ethernet address is told.</param>
    /// <param name="instanceId">The id of an instance to update; null makes a new one.</param>
    public static JsonObject AsGuest(
        this LabStation station, IEnumerable<string>? groupIds, string? network = null, bool withMac = true, string? instanceId = null) =>
        Describe(station.Name, station.Device, "guest", station.Addresses, groupIds, network, withMac ? station.Mac : null, instanceId);

    /// <summary>The host's own uplink as an instance.</summary>
    public static JsonObject AsInstance(this LabHost host, IEnumerable<string>? groupIds) => Describe(
        host.Name, AddressPlan.UplinkDevice, "host", [AddressPlan.Uplink4, AddressPlan.Uplink6, AddressPlan.Host4, AddressPlan.Host6], groupIds, null, null, null);

    private static JsonObject Describe(
        string name,
        string device,
        string role,
        ImmutableArray<IpAddress> addresses,
        IEnumerable<string>? groupIds,
        string? network,
        MacAddress? mac,
        string? instanceId)
    {
        var networkInterface = new JsonObject
        {
            ["Device"] = device,
            ["Role"] = role,
            ["PrivateIpAddresses"] = Texts(addresses.Where(address => address.Family == AddressFamily.IPv4)),
            ["Ipv6Addresses"] = Texts(addresses.Where(address => address.Family == AddressFamily.IPv6)),
        };
        if (network is not null)
            networkInterface["VpcId"] = network;
        if (mac is { } known)
            networkInterface["MacAddress"] = known.ToString();
        var instance = new JsonObject { ["InstanceName"] = name, ["NetworkInterfaces"] = new JsonArray(networkInterface) };
        if (groupIds is not null)
            instance["SecurityGroupIds"] = new JsonArray([.. groupIds.Select(id => (JsonNode)id)]);
        if (instanceId is not null)
            instance["InstanceId"] = instanceId;
        return instance;
    }

    private static JsonArray Texts(IEnumerable<IpAddress> addresses) => new([.. addresses.Select(address => (JsonNode)address.ToString())]);
}
