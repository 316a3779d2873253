using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ringfence.Cli.Groups;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;
using Ringfence.Contracts.Ringfence.Analysis;

namespace Ringfence.Cli.Instances;

/// <summary>
/// What an instance got that was registered without groups: the region's default group, which accepts all IPv4 both ways unless somebody has changed its rules. Nobody who
/// reads "default deny" expects that, so it is told.
/// </summary>
internal static class DefaultBinding
{
    private const string Something = "something";

    /// <summary>A line for the first interface of a registered instance; none when it is bound to nothing.</summary>
    /// <param name="session">The session.</param>
    /// <param name="answer">Of RegisterInstances.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<IReadOnlyList<string>> TellAsync(Session session, JsonElement answer, CancellationToken cancellationToken)
    {
        var registered = Session.Read(answer.GetProperty("InstanceSet")[0], RingfenceJsonContext.Default.RegisteredInstance);
        if (registered.NetworkInterfaceSet.IsEmpty || registered.SecurityGroupIds.IsEmpty)
            return [];
        var groups = await SecurityGroups.NamesAsync(session, cancellationToken).ConfigureAwait(false);
        var policy = await session.CallAsync(
            ApiService.Ringfence,
            "DescribeEffectivePolicy",
            new JsonObject { ["NetworkInterfaceId"] = registered.NetworkInterfaceSet[0].NetworkInterfaceId },
            RingfenceJsonContext.Default.DescribeEffectivePolicyResponse,
            cancellationToken).ConfigureAwait(false);
        return [$"Bound to {string.Join(", ", registered.SecurityGroupIds.Select(groups.Describe))}, which {Accepts(policy, registered.InstanceName)}."];
    }

    private static string Accepts(DescribeEffectivePolicyResponse policy, string instance) => (HowMuch(policy.IngressAccepted), HowMuch(policy.EgressAccepted)) switch
    {
        _ when policy.ObservedGroupSet is not null => "is in observe mode, so that everything passes",
        var (ingress, egress) when ingress == egress && ingress != Something => $"accepts {ingress}, both ways",
        var (ingress, egress) => $"accepts {ingress} in, {egress} out ({CommandTree.Name} policy {instance})",
    };

    private static string HowMuch(ImmutableArray<TrafficRow> accepted)
    {
        string v4 = HowMuch(accepted, "0.0.0.0/0", ipv6: false), v6 = HowMuch(accepted, "::/0", ipv6: true);
        return v4 == v6 ? v4 : $"{v4} of IPv4 and {v6} of IPv6";
    }

    private static string HowMuch(ImmutableArray<TrafficRow> accepted, string all, bool ipv6)
    {
        if (accepted.Any(row => row.Services == "ALL" && row.Addresses.Contains(all)))
            return "everything";
        return accepted.Any(row => row.Addresses.Any(address => address.Contains(':') == ipv6)) ? Something : "nothing";
    }
}
