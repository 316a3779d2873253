using System.Collections.Immutable;

namespace Ringfence.Contracts.Ringfence;

/// <summary>Answer of RegisterInstances.</summary>
/// <param name="InstanceSet">The instances in the order of the request.</param>
/// <param name="Revision">The revision that holds them: what WaitForRevision of DescribeEnforcement takes.</param>
public sealed record RegisterInstancesResponse(ImmutableArray<RegisteredInstance> InstanceSet, long Revision);

/// <summary>Answer of DeregisterInstances.</summary>
/// <param name="Revision">The revision without them.</param>
public sealed record DeregisterInstancesResponse(long Revision);

/// <summary>Answer of DescribeEnforcement.</summary>
/// <param name="EnforcementSet">The page, ordered by instance and place in it.</param>
/// <param name="TotalCount">All matches, not only the page.</param>
/// <param name="Revision">The current revision.</param>
/// <param name="Enforced">
/// With WaitForRevision: whether every host in question enforces it, within the time given. Without: whether every interface that matches is enforced at
/// <paramref name="Revision"/>.
/// </param>
public sealed record DescribeEnforcementResponse(
    ImmutableArray<InterfaceEnforcementState> EnforcementSet, long TotalCount, long Revision, bool Enforced);
