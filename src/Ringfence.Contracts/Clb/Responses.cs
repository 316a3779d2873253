using System.Collections.Immutable;

namespace Ringfence.Contracts.Clb;

/// <summary>Answer of DescribeLoadBalancers.</summary>
/// <param name="TotalCount">All matches, not only the page.</param>
/// <param name="LoadBalancerSet">The page.</param>
public sealed record DescribeLoadBalancersResponse(long TotalCount, ImmutableArray<LoadBalancer> LoadBalancerSet);

/// <summary>Answer of DescribeTaskStatus.</summary>
/// <param name="Status">0 success, 1 failed, 2 running.</param>
/// <param name="LoadBalancerIds">Always empty: no task of this server makes load balancers.</param>
public sealed record DescribeTaskStatusResponse(long Status, ImmutableArray<string> LoadBalancerIds);
