using System.Collections.Immutable;
using System.Globalization;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Ringfence;

/// <summary>What DescribeEnforcement is asked: which interfaces, which page, and what to wait for. Conditions that are given hold together.</summary>
internal sealed record EnforcementQuery(
    ImmutableArray<string> InstanceIds, ImmutableArray<string> InterfaceIds, string? Host, long? WaitForRevision, TimeSpan Timeout, Paging Paging)
{
    /// <summary>As WaitForRevision: the revision that is current when the request arrives.</summary>
    public const long CurrentRevision = -1;

    private const int DefaultTimeoutSeconds = 10;
    private const int MaxTimeoutSeconds = 60;
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

    /// <summary>Reads it.</summary>
    public static EnforcementQuery Read(ParameterReader parameters, Product product)
    {
        var instanceIds = parameters.Ids("InstanceIds", IdKind.Instance, product) ?? [];
        var interfaceIds = parameters.Ids("NetworkInterfaceIds", IdKind.NetworkInterface, product) ?? [];
        string? host = parameters.String("Host")?.Trim();
        long? revision = parameters.Integer("WaitForRevision");
        if (revision < CurrentRevision)
        {
            parameters.Fault("InvalidParameterValue.Range", string.Create(CultureInfo.InvariantCulture,
                $"`WaitForRevision` is {revision}; it must be a revision, or {CurrentRevision} for the current one."));
        }

        int timeout = parameters.Number("TimeoutSeconds", 0, MaxTimeoutSeconds, DefaultTimeoutSeconds);
        return new EnforcementQuery(instanceIds, interfaceIds, string.IsNullOrEmpty(host) ? null : host, revision,
            TimeSpan.FromSeconds(timeout), Paging.Read(parameters, DefaultLimit, MaxLimit));
    }

    /// <summary>Ids that do not exist in the scope.</summary>
    public (IdKind Kind, ImmutableArray<string> Ids)? Missing(World world, Scope scope)
    {
        ImmutableArray<string> instances = [.. InstanceIds.Where(id => !world.TryGetInstance(scope, id, out _))];
        if (!instances.IsEmpty)
            return (IdKind.Instance, instances);
        ImmutableArray<string> interfaces = [.. InterfaceIds.Where(id => !world.TryGetInterface(scope, id, out _))];
        return interfaces.IsEmpty ? null : (IdKind.NetworkInterface, interfaces);
    }

    /// <summary>The interfaces that are meant, by instance and place in it.</summary>
    public List<InterfaceRow> Select(World world, Scope scope)
    {
        var rows = new List<InterfaceRow>();
        foreach (string id in Candidates(world))
        {
            if (world.TryGetInterface(scope, id, out var nic)
                && (Host is null || nic.Host == Host)
                && (InstanceIds.IsEmpty || InstanceIds.Contains(nic.InstanceId))
                && InterfaceRow.TryGet(world, nic, out var row))
            {
                rows.Add(row);
            }
        }

        rows.Sort(static (x, y) => string.CompareOrdinal(x.Instance.Id, y.Instance.Id) is var order and not 0
            ? order
            : x.DeviceIndex.CompareTo(y.DeviceIndex));
        return rows;
    }

    /// <summary>
    /// The hosts to wait for: those of the interfaces that are meant, and a host that is named even when nothing is left on it, so that one can wait for the
    /// removal of an instance.
    /// </summary>
    public ImmutableHashSet<string> Hosts(World world, Scope scope)
    {
        var hosts = Select(world, scope).Select(row => row.Interface.Host).ToImmutableHashSet(StringComparer.Ordinal);
        return Host is null ? hosts : hosts.Add(Host);
    }

    private IEnumerable<string> Candidates(World world)
    {
        if (!InterfaceIds.IsEmpty)
            return InterfaceIds.Distinct(StringComparer.Ordinal);
        if (!InstanceIds.IsEmpty)
            return InstanceIds.Distinct(StringComparer.Ordinal).SelectMany(id => world.Instances.GetValueOrDefault(id)?.InterfaceIds ?? []);
        return Host is null ? world.Interfaces.Keys : world.InterfacesByHost.GetValueOrDefault(Host) ?? [];
    }
}
