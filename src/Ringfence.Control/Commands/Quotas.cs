using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>The limits of reference B.1 and B.2, per account. The defaults are the vendor's.</summary>
public sealed record Quotas
{
    /// <summary>Groups per project and region.</summary>
    public int SecurityGroups { get; init; } = 50;

    /// <summary>Rules per group and direction.</summary>
    public int RulesPerDirection { get; init; } = 100;

    /// <summary>Rules per group that name a group as peer.</summary>
    public int ReferenceRules { get; init; } = 10;

    /// <summary>Instances per group.</summary>
    public int InstancesPerGroup { get; init; } = 2000;

    /// <summary>Groups per instance or interface.</summary>
    public int GroupsPerInstance { get; init; } = 5;

    /// <summary>Groups per load balancer.</summary>
    public int GroupsPerLoadBalancer { get; init; } = 50;

    /// <summary>Groups per database. The vendor states none; every list has an end.</summary>
    public int GroupsPerDatabase { get; init; } = 50;

    /// <summary>Rules per group after templates are expanded.</summary>
    public int ExpandedRules { get; init; } = 30000;

    /// <summary>CVM instances and interfaces in a group that a rule names.</summary>
    public int ReferencedGroupMembers { get; init; } = 2000;

    /// <summary>Databases, load balancers and other services in a group that a rule names.</summary>
    public int ReferencedGroupServices { get; init; } = 2000;

    /// <summary>Snapshot policies in a region.</summary>
    public int SnapshotPolicies { get; init; } = 50;

    /// <summary>Snapshots kept of one group; a new one takes the place of the oldest.</summary>
    public int SnapshotsPerGroup { get; init; } = 1000;

    /// <summary>Parameter templates of each of the four kinds in a region.</summary>
    public int Templates { get; init; } = 1000;

    /// <summary>Addresses, blocks and ranges of an address template.</summary>
    public int AddressTemplateMembers { get; init; } = 20;

    /// <summary>Address templates of an address template group.</summary>
    public int AddressTemplateGroupMembers { get; init; } = 20;

    /// <summary>Services of a service template.</summary>
    public int ServiceTemplateMembers { get; init; } = 20;

    /// <summary>Service templates of a service template group.</summary>
    public int ServiceTemplateGroupMembers { get; init; } = 20;

    /// <summary>Template groups that may hold one template.</summary>
    public int GroupsPerTemplate { get; init; } = 50;

    /// <summary>Guards in a region.</summary>
    public int Guards { get; init; } = 100;

    /// <summary>How many groups an interface may be bound to: the primary one of a load balancer or a database more than any other.</summary>
    public int GroupsPerInterface(bool isPrimary, InstanceType type) => (isPrimary, type) switch
    {
        (true, InstanceType.Clb) => GroupsPerLoadBalancer,
        (true, InstanceType.Cdb) => GroupsPerDatabase,
        _ => GroupsPerInstance,
    };
}
