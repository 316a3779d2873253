using Ringfence.Control.Commands;

namespace Ringfence.Api.Clb;

/// <summary>What CLB calls groups and load balancers in its requests.</summary>
internal static class LoadBalancerParameters
{
    /// <summary>One load balancer, all its groups.</summary>
    public static BindingNames OneToAll { get; } = new("SecurityGroups", "LoadBalancerId");

    /// <summary>One group, many load balancers.</summary>
    public static BindingNames ManyToOne { get; } = new("SecurityGroup", "LoadBalancerIds");
}
