using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Vpc;
using Ringfence.Policy.Addressing;

namespace Ringfence.Cli.Guarding;

/// <summary>Keeps people from closing the door behind which they sit: warns and asks when a change touches the interface that this SSH session comes in through.</summary>
internal sealed class SshGuard(Session session, SshPath? path)
{
    /// <summary>Asks when an interface with this session's own address is touched.</summary>
    /// <param name="agreed">Agreed beforehand, by <c>--yes</c>.</param>
    /// <param name="touches">Whether the change touches an interface's policy.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CommandFailure">Somebody said no, or nobody could be asked.</exception>
    public async Task RequireAsync(bool agreed, Func<NetworkInterface, bool> touches, CancellationToken cancellationToken)
    {
        if (agreed || path is null)
            return;
        var interfaces = await session.ListAsync(
            ApiService.Vpc, "DescribeNetworkInterfaces", OfAddress(path.Own), "NetworkInterfaceSet", VpcJsonContext.Default.NetworkInterface, cancellationToken)
            .ConfigureAwait(false);
        foreach (var nic in interfaces.Items.Where(touches))
        {
            await session.Confirmation.RequireAsync(
                agreed,
                $"This session comes in from {path.Client} through {nic.NetworkInterfaceId} of {nic.Attachment.InstanceId} ({path.Own}), whose policy this changes. Go on?",
                cancellationToken).ConfigureAwait(false);
        }
    }

    private static JsonObject OfAddress(IpAddress address)
    {
        bool ipv4 = address.Family == AddressFamily.IPv4;
        var filters = new JsonArray(Filter(ipv4 ? "address-ip" : "address-ipv6", address.ToString()));
        if (ipv4)
            filters.Add((JsonNode)Filter("ip-exact-match", "TRUE"));
        return new JsonObject { ["Filters"] = filters };
    }

    private static JsonObject Filter(string name, string value) => new() { ["Name"] = name, ["Values"] = new JsonArray(value) };
}
