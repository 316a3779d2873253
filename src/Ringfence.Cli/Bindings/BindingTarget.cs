using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Ringfence.Cli.Instances;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Cli.Bindings;

/// <summary>What groups are bound to: an instance, which means its primary interface, or one interface. The API has a verb for each.</summary>
/// <param name="Id"><c>ins-…</c> or <c>eni-…</c>.</param>
/// <param name="Description">For people.</param>
/// <param name="GroupIds">Its groups now, highest priority first.</param>
internal sealed record BindingTarget(string Id, string Description, ImmutableArray<string> GroupIds)
{
    private bool IsInterface => Id.StartsWith("eni-", StringComparison.Ordinal);

    /// <summary>The interface with this id, or the instance with this id or unique name.</summary>
    /// <exception cref="CommandFailure">There is none, or there are several.</exception>
    public static async Task<BindingTarget> FindAsync(Session session, string text, CancellationToken cancellationToken)
    {
        if (!text.StartsWith("eni-", StringComparison.Ordinal))
        {
            var names = await Inventory.NamesAsync(session, cancellationToken).ConfigureAwait(false);
            var instance = names.Find(text);
            return new BindingTarget(instance.InstanceId, names.Describe(instance.InstanceId), instance.SecurityGroupIds);
        }

        var answer = await session.CallAsync(
            ApiService.Vpc,
            "DescribeNetworkInterfaces",
            new JsonObject { ["NetworkInterfaceIds"] = new JsonArray(text) },
            VpcJsonContext.Default.DescribeNetworkInterfacesResponse,
            cancellationToken).ConfigureAwait(false);
        return answer.NetworkInterfaceSet is [var nic]
            ? new BindingTarget(nic.NetworkInterfaceId, nic.NetworkInterfaceId, nic.GroupSet)
            : throw CommandFailure.NotFound($"There is no network interface '{text}'.");
    }

    /// <summary>Whether an interface is meant.</summary>
    public bool Is(NetworkInterface nic) => nic.NetworkInterfaceId == Id || (nic.Primary && nic.Attachment.InstanceId == Id);

    /// <summary>The call that binds groups below those that are bound already. The vendor's verb for instances takes one group: several are set with the others.</summary>
    public ApiCall Add(string[] groupIds)
    {
        if (IsInterface)
            return new(ApiService.Vpc, "AssociateNetworkInterfaceSecurityGroups", Lists("NetworkInterfaceIds", groupIds));
        return groupIds.Length == 1
            ? new(ApiService.Cvm, "AssociateSecurityGroups", Lists("InstanceIds", groupIds))
            : Set(GroupIds.Concat(groupIds.Except(GroupIds)));
    }

    /// <summary>The call that unbinds groups, which are bound.</summary>
    public ApiCall Remove(string[] groupIds)
    {
        if (IsInterface)
            return new(ApiService.Vpc, "DisassociateNetworkInterfaceSecurityGroups", Lists("NetworkInterfaceIds", groupIds));
        return groupIds.Length == 1
            ? new(ApiService.Cvm, "DisassociateSecurityGroups", Lists("InstanceIds", groupIds))
            : Set(GroupIds.Except(groupIds));
    }

    /// <summary>The call that binds exactly these groups in this order.</summary>
    public ApiCall Set(IEnumerable<string> groupIds) => IsInterface
        ? new(ApiService.Vpc, "ModifyNetworkInterfaceAttribute", new JsonObject { ["NetworkInterfaceId"] = Id, ["SecurityGroupIds"] = List(groupIds) })
        : new(ApiService.Cvm, "ModifyInstancesAttribute", new JsonObject { ["InstanceIds"] = List([Id]), ["SecurityGroups"] = List(groupIds) });

    private JsonObject Lists(string targets, IEnumerable<string> groupIds) => new() { [targets] = List([Id]), ["SecurityGroupIds"] = List(groupIds) };

    private static JsonArray List(IEnumerable<string> ids) => new([.. ids.Select(id => (JsonNode)id)]);
}
