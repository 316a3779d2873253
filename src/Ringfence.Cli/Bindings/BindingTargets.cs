using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Ringfence.Cli.Instances;
using Ringfence.Cli.Naming;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Cdb;
using Ringfence.Contracts.Clb;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Cli.Bindings;

/// <summary>Finds what a person means to bind groups to.</summary>
internal static class BindingTargets
{
    /// <summary>The interface or database with this id, or the instance or load balancer with this id or unique name. The API has no list of databases by name.</summary>
    /// <exception cref="CommandFailure">There is none, or there are several.</exception>
    public static Task<BindingTarget> FindAsync(Session session, string text, CancellationToken cancellationToken) =>
        text.StartsWith("eni-", StringComparison.Ordinal) ? InterfaceAsync(session, text, cancellationToken)
        : text.StartsWith("cdb", StringComparison.Ordinal) && text.Contains('-', StringComparison.Ordinal) ? DatabaseAsync(session, text, cancellationToken)
        : NamedAsync(session, text, cancellationToken);

    private static async Task<BindingTarget> NamedAsync(Session session, string text, CancellationToken cancellationToken)
    {
        var instances = await Inventory.NamesAsync(session, cancellationToken).ConfigureAwait(false);
        var balancers = await session.ListAsync(
            ApiService.Clb, "DescribeLoadBalancers", [], "LoadBalancerSet", ClbJsonContext.Default.LoadBalancer, cancellationToken).ConfigureAwait(false);
        var all = new NamedThings<Bindable>(
            "instance",
            [
                .. instances.All.Select(instance => new Bindable(instance.InstanceId, instance.InstanceName, instance.SecurityGroupIds)),
                .. balancers.Items.Select(balancer => new Bindable(balancer.LoadBalancerId, balancer.LoadBalancerName, balancer.SecureGroups)),
            ],
            one => one.Id,
            one => one.Name);
        var (id, _, groups) = all.Find(text);
        return id.StartsWith("lb-", StringComparison.Ordinal) ? new LoadBalancerTarget(id, all.Describe(id), groups) : new InstanceTarget(id, all.Describe(id), groups);
    }

    private static async Task<BindingTarget> DatabaseAsync(Session session, string id, CancellationToken cancellationToken)
    {
        var answer = await session.CallAsync(
            ApiService.Cdb, "DescribeDBSecurityGroups", new JsonObject { ["InstanceId"] = id }, CdbJsonContext.Default.DescribeDBSecurityGroupsResponse, cancellationToken).ConfigureAwait(false);
        return new DatabaseTarget(id, [.. answer.Groups.Select(group => group.SecurityGroupId)]);
    }

    private static async Task<BindingTarget> InterfaceAsync(Session session, string id, CancellationToken cancellationToken)
    {
        var answer = await session.CallAsync(
            ApiService.Vpc,
            "DescribeNetworkInterfaces",
            new JsonObject { ["NetworkInterfaceIds"] = new JsonArray(id) },
            VpcJsonContext.Default.DescribeNetworkInterfacesResponse,
            cancellationToken).ConfigureAwait(false);
        return answer.NetworkInterfaceSet is [var nic]
            ? new InterfaceTarget(nic.NetworkInterfaceId, nic.GroupSet)
            : throw CommandFailure.NotFound($"There is no network interface '{id}'.");
    }

    private sealed record Bindable(string Id, string Name, ImmutableArray<string> Groups);
}
