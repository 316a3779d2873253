using System.Collections.Immutable;
using System.Globalization;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Control.HostQueries;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Api.Ringfence.Flows;

/// <summary>What DescribeFlows is asked: which flows and which page. Conditions that are given hold together.</summary>
internal sealed record FlowQuery(
    ImmutableArray<string> InstanceIds, ImmutableArray<string> InterfaceIds, ImmutableArray<string> GroupIds, IpProtocol? Protocol, IpPrefix? Address, Paging Paging)
{
    /// <summary>A page ends here at the latest: what is before it must be kept in order.</summary>
    private const int LastFlow = 100_000;

    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

    /// <summary>Reads it.</summary>
    public static FlowQuery Read(ParameterReader parameters, Product product)
    {
        var query = new FlowQuery(
            parameters.Ids("InstanceIds", IdKind.Instance, product) ?? [],
            parameters.Ids("NetworkInterfaceIds", IdKind.NetworkInterface, product) ?? [],
            parameters.Ids("SecurityGroupIds", IdKind.SecurityGroup, product) ?? [],
            ReadProtocol(parameters),
            ReadAddress(parameters),
            Paging.Read(parameters, DefaultLimit, MaxLimit));
        if (query.Paging.Offset > LastFlow - query.Paging.Limit)
            parameters.Fault("InvalidParameterValue.Range", string.Create(CultureInfo.InvariantCulture, $"`Offset` and `Limit` together are at most {LastFlow}: narrow the question down."));
        return query;
    }

    /// <summary>Ids that do not exist in the scope.</summary>
    public (IdKind Kind, ImmutableArray<string> Ids)? Missing(World world, Scope scope)
    {
        ImmutableArray<string> instances = [.. InstanceIds.Where(id => !world.TryGetInstance(scope, id, out _))];
        if (!instances.IsEmpty)
            return (IdKind.Instance, instances);
        ImmutableArray<string> interfaces = [.. InterfaceIds.Where(id => !world.TryGetInterface(scope, id, out _))];
        if (!interfaces.IsEmpty)
            return (IdKind.NetworkInterface, interfaces);
        ImmutableArray<string> groups = [.. GroupIds.Where(id => !world.TryGetGroup(scope, id, out _))];
        return groups.IsEmpty ? null : (IdKind.SecurityGroup, groups);
    }

    /// <summary>The interfaces whose flows are meant, by id.</summary>
    public Dictionary<string, NetworkInterface> Interfaces(World world, Scope scope)
    {
        var candidates = !InterfaceIds.IsEmpty ? InterfaceIds
            : !InstanceIds.IsEmpty ? InstanceIds.SelectMany(id => world.Instances[id].InterfaceIds)
            : world.Interfaces.Keys;
        var found = new Dictionary<string, NetworkInterface>(StringComparer.Ordinal);
        foreach (string id in candidates)
        {
            if (world.TryGetInterface(scope, id, out var nic) && (InstanceIds.IsEmpty || InstanceIds.Contains(nic.InstanceId)))
                found[id] = nic;
        }

        return found;
    }

    /// <summary>Whether a flow at one of those interfaces is meant.</summary>
    public bool Matches(ObservedFlow flow, RulePlace? rule) =>
        (Protocol is null || flow.Protocol == Protocol)
        && (Address is not { } block || block.Contains(flow.Local) || block.Contains(flow.Remote))
        && (GroupIds.IsEmpty || (rule is { } place && GroupIds.Contains(place.GroupId)));

    private static IpProtocol? ReadProtocol(ParameterReader parameters)
    {
        string? text = parameters.String("Protocol")?.Trim();
        if (string.IsNullOrEmpty(text))
            return null;
        for (int number = 0; number < 256; number++)
        {
            var protocol = new IpProtocol((byte)number);
            if (string.Equals(protocol.ToString(), text, StringComparison.OrdinalIgnoreCase) || text == number.ToString(CultureInfo.InvariantCulture))
                return protocol;
        }

        parameters.Fault("InvalidParameterValue", $"`Protocol` is a name (tcp, udp, icmp, icmpv6, gre) or a number from 0 to 255, not `{text}`.");
        return null;
    }

    private static IpPrefix? ReadAddress(ParameterReader parameters)
    {
        string? text = parameters.String("Address")?.Trim();
        if (string.IsNullOrEmpty(text))
            return null;
        if (IpAddress.TryParse(text, out var address))
            return IpPrefix.Host(address);
        if (IpPrefix.TryParse(text, out var prefix))
            return prefix;
        parameters.Fault("InvalidParameterValue.Malformed", $"`Address` is an address or a block of addresses, not `{text}`.");
        return null;
    }
}
