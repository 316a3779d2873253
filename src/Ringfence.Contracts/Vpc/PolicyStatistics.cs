namespace Ringfence.Contracts.Vpc;

/// <summary>How many rules a group has (VPC type <c>PolicyStatistics</c>). A rule with an IPv6 peer counts as IPv6, every other as IPv4.</summary>
public sealed record PolicyStatistics
{
    /// <summary>IPv4 rules towards the instance.</summary>
    public required long IngressIPv4TotalCount { get; init; }

    /// <summary>IPv6 rules towards the instance.</summary>
    public required long IngressIPv6TotalCount { get; init; }

    /// <summary>IPv4 rules from the instance.</summary>
    public required long EgressIPv4TotalCount { get; init; }

    /// <summary>IPv6 rules from the instance.</summary>
    public required long EgressIPv6TotalCount { get; init; }
}
