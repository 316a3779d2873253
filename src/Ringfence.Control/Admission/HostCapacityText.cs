using System.Globalization;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Admission;

/// <summary>Says what does not fit, where, and by how much.</summary>
internal static class HostCapacityText
{
    /// <summary>The refusal of a change. Names interfaces of the caller's scope only.</summary>
    public static Refusal Refusal(World world, Scope scope, string host, HostPolicy policy, Exceeded over) => new(RefusalKind.HostCapacity, string.Create(
        CultureInfo.InvariantCulture,
        $"{Where(world, scope, host, policy, over)} would need {over.Needed} {What(over.Limit)}, {over.Needed - over.Allowed} more than the {over.Allowed} that fit."));

    private static string Where(World world, Scope scope, string host, HostPolicy policy, Exceeded over)
    {
        string onHost = $"host {Faults.Show(host)}";
        if (over.Limit != CompilationLimit.OwnAddresses && over.ListIds.IsEmpty)
            return onHost;
        foreach (var (id, one) in policy.Interfaces)
        {
            if (!world.TryGetInterface(scope, id, out _))
                continue;
            if (over.Limit == CompilationLimit.OwnAddresses ? id == over.Where : over.ListIds.AsSpan().SequenceEqual(one.IngressLists.AsSpan()))
                return over.Limit == CompilationLimit.OwnAddresses ? $"{id} on {onHost}" : Directed(id, Direction.Ingress);
            if (over.Limit != CompilationLimit.OwnAddresses && over.ListIds.AsSpan().SequenceEqual(one.EgressLists.AsSpan()))
                return Directed(id, Direction.Egress);
        }

        return $"a network interface on {onHost}";

        string Directed(string id, Direction direction) => $"the {(direction == Direction.Ingress ? "ingress" : "egress")} rules of {id} on {onHost}";
    }

    private static string What(CompilationLimit limit) => limit switch
    {
        CompilationLimit.Classes => "address classes",
        CompilationLimit.Prefixes => "different prefixes",
        CompilationLimit.Hosts => "different addresses in groups and templates that rules name",
        CompilationLimit.Rules => "rules",
        CompilationLimit.ServiceClasses => "service classes",
        CompilationLimit.MatrixCells => "cells of address and service classes or more",
        CompilationLimit.Interfaces => "network interfaces",
        CompilationLimit.OwnAddresses => "own addresses",
        CompilationLimit.HostRules => "different rules",
        CompilationLimit.TableBytes => "bytes of kernel tables",
        _ => throw new ArgumentOutOfRangeException(nameof(limit)),
    };
}
