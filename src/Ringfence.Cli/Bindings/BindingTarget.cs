using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Ringfence.Cli.Planning;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Cli.Bindings;

/// <summary>What groups are bound to: an instance, a load balancer or a database, which means its primary interface, or one interface. The API has verbs for each.</summary>
/// <param name="Id"><c>ins-…</c>, <c>lb-…</c>, <c>cdb-…</c> or <c>eni-…</c>.</param>
/// <param name="Description">For people.</param>
/// <param name="GroupIds">Its groups now, highest priority first.</param>
internal abstract record BindingTarget(string Id, string Description, ImmutableArray<string> GroupIds)
{
    /// <summary>Whether an interface is meant.</summary>
    public bool Is(NetworkInterface nic) => nic.NetworkInterfaceId == Id || (nic.Primary && nic.Attachment.InstanceId == Id);

    /// <summary>The call that binds groups below those that are bound already.</summary>
    public virtual ApiCall Add(string[] groupIds) => Set([.. GroupIds.Concat(groupIds.Except(GroupIds))]);

    /// <summary>The call that unbinds groups, which are bound.</summary>
    public virtual ApiCall Remove(string[] groupIds) => Set([.. GroupIds.Except(groupIds)]);

    /// <summary>The call that binds exactly these groups in this order.</summary>
    public abstract ApiCall Set(string[] groupIds);

    protected static JsonArray List(params IEnumerable<string> ids) => new([.. ids.Select(id => (JsonNode)id)]);
}

/// <summary>An instance. The vendor's verbs to bind and unbind take one group: several are set with the others.</summary>
internal sealed record InstanceTarget(string Id, string Description, ImmutableArray<string> GroupIds) : BindingTarget(Id, Description, GroupIds)
{
    public override ApiCall Add(string[] groupIds) => groupIds is [string one] ? One("AssociateSecurityGroups", one) : base.Add(groupIds);

    public override ApiCall Remove(string[] groupIds) => groupIds is [string one] ? One("DisassociateSecurityGroups", one) : base.Remove(groupIds);

    public override ApiCall Set(string[] groupIds) =>
        new(ApiService.Cvm, "ModifyInstancesAttribute", new JsonObject { ["InstanceIds"] = List(Id), ["SecurityGroups"] = List(groupIds) });

    private ApiCall One(string action, string groupId) => new(ApiService.Cvm, action, new JsonObject { ["InstanceIds"] = List(Id), ["SecurityGroupIds"] = List(groupId) });
}

/// <summary>A network interface.</summary>
internal sealed record InterfaceTarget(string Id, ImmutableArray<string> GroupIds) : BindingTarget(Id, Id, GroupIds)
{
    public override ApiCall Add(string[] groupIds) => Call("AssociateNetworkInterfaceSecurityGroups", groupIds);

    public override ApiCall Remove(string[] groupIds) => Call("DisassociateNetworkInterfaceSecurityGroups", groupIds);

    public override ApiCall Set(string[] groupIds) =>
        new(ApiService.Vpc, "ModifyNetworkInterfaceAttribute", new JsonObject { ["NetworkInterfaceId"] = Id, ["SecurityGroupIds"] = List(groupIds) });

    private ApiCall Call(string action, string[] groupIds) => new(ApiService.Vpc, action, new JsonObject { ["NetworkInterfaceIds"] = List(Id), ["SecurityGroupIds"] = List(groupIds) });
}

/// <summary>A load balancer: it has one verb, for the whole list, which may be empty.</summary>
internal sealed record LoadBalancerTarget(string Id, string Description, ImmutableArray<string> GroupIds) : BindingTarget(Id, Description, GroupIds)
{
    public override ApiCall Set(string[] groupIds) =>
        new(ApiService.Clb, "SetLoadBalancerSecurityGroups", new JsonObject { ["LoadBalancerId"] = Id, ["SecurityGroups"] = List(groupIds) });
}

/// <summary>A database. Only the verb that takes away one group can take the last.</summary>
internal sealed record DatabaseTarget(string Id, ImmutableArray<string> GroupIds) : BindingTarget(Id, Id, GroupIds)
{
    public override ApiCall Add(string[] groupIds) => groupIds is [string one] ? One("AssociateSecurityGroups", one) : base.Add(groupIds);

    public override ApiCall Remove(string[] groupIds) => groupIds is [string one] ? One("DisassociateSecurityGroups", one) : base.Remove(groupIds);

    public override ApiCall Set(string[] groupIds) =>
        new(ApiService.Cdb, "ModifyDBInstanceSecurityGroups", new JsonObject { ["InstanceId"] = Id, ["SecurityGroupIds"] = List(groupIds) });

    private ApiCall One(string action, string groupId) => new(ApiService.Cdb, action, new JsonObject { ["SecurityGroupId"] = groupId, ["InstanceIds"] = List(Id) });
}
