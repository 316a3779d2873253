using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Hosting;

/// <summary>The lists of an interface whose groups are all in observe mode. They accept everything of both families, so that a datapath needs to know of no mode.</summary>
public static class PassAllLists
{
    /// <summary>The one rule of both.</summary>
    public static HostRule Rule { get; } = new(RuleId.PassAll, AddressRanges.Everywhere, null, ServiceSet.Of(Service.Any), RuleAction.Accept);

    /// <summary>For packets towards the instance.</summary>
    public static RuleList Ingress { get; } = new("observed/in", Direction.Ingress, [Rule]);

    /// <summary>For packets from the instance.</summary>
    public static RuleList Egress { get; } = new("observed/out", Direction.Egress, [Rule]);
}
