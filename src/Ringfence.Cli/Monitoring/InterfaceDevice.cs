using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;

namespace Ringfence.Cli.Monitoring;

/// <summary>Which device an interface is at: the server knows, the kernel does not.</summary>
internal static class InterfaceDevice
{
    /// <summary>Asks.</summary>
    /// <exception cref="CommandFailure">There is no such interface.</exception>
    public static async Task<string> FindAsync(Session session, string interfaceId, CancellationToken cancellationToken)
    {
        var states = await session.ListAsync(
            ApiService.Ringfence,
            "DescribeEnforcement",
            new JsonObject(),
            "EnforcementSet",
            RingfenceJsonContext.Default.InterfaceEnforcementState,
            cancellationToken).ConfigureAwait(false);
        return states.Items.FirstOrDefault(state => state.NetworkInterfaceId == interfaceId)?.Device
            ?? throw CommandFailure.NotFound($"There is no enforced interface '{interfaceId}'.");
    }
}
