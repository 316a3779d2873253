using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;
using Ringfence.Contracts.Vpc;
using Ringfence.Policy.Addressing;

namespace Ringfence.Cli.Guarding;

/// <summary>
/// Keeps people from closing the door behind which they sit: warns and asks when a change touches the interface that this SSH session comes in through, or another one that is this machine's own.
/// </summary>
internal sealed class SshGuard(Session session, Lazy<SshPath?> way, string machine)
{
    /// <summary>The most ids that a request may hold.</summary>
    private const int IdsOfARequest = 100;

    /// <summary>Asks when one of these interfaces is touched. Who has a way back is only warned.</summary>
    /// <param name="agreed">Agreed beforehand, by <c>--yes</c>.</param>
    /// <param name="isOnTrial">The change is undone unless it is confirmed.</param>
    /// <param name="touches">Whether the change touches an interface's policy.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CommandFailure">Somebody said no, or nobody could be asked.</exception>
    public async Task RequireAsync(bool agreed, bool isOnTrial, Func<NetworkInterface, bool> touches, CancellationToken cancellationToken)
    {
        if (agreed || way.Value is not { } path)
            return;
        var wayIn = await InterfacesAsync(OfAddress(path.Own), cancellationToken).ConfigureAwait(false);
        foreach (var nic in wayIn.Where(touches))
            await AskAsync(isOnTrial, $"This session comes in from {path.Client} through {Describe(nic)} ({path.Own}), whose policy this changes.", cancellationToken).ConfigureAwait(false);
        var known = wayIn.Select(nic => nic.NetworkInterfaceId).ToHashSet(StringComparer.Ordinal);
        foreach (var nic in (await OwnCardsAsync(known, cancellationToken).ConfigureAwait(false)).Where(touches))
            await AskAsync(isOnTrial, $"{Describe(nic)} is a card of this machine, to which this session comes in from {path.Client}, and this changes its policy.", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks when one of these addresses, which an interface is to have from now on, is the one that this session comes in at.</summary>
    /// <exception cref="CommandFailure">Somebody said no, or nobody could be asked.</exception>
    public async Task RequireForAsync(bool agreed, bool isOnTrial, IEnumerable<string> addresses, CancellationToken cancellationToken)
    {
        if (!agreed && way.Value is { } path && addresses.Any(address => IpAddress.TryParse(address, out var own) && own == path.Own))
            await AskAsync(isOnTrial, $"This session comes in from {path.Client} at {path.Own}, which is enforced from now on.", cancellationToken).ConfigureAwait(false);
    }

    private Task AskAsync(bool isOnTrial, string warning, CancellationToken cancellationToken)
    {
        if (!isOnTrial)
            return session.Confirmation.RequireAsync(agreed: false, $"{warning} With --confirm-within 60s it is undone unless you confirm it. Go on?", cancellationToken);
        session.Printer.Note(warning);
        return Task.CompletedTask;
    }

    /// <summary>The cards (role <c>host</c>) of the hosts that the way in belongs to and of the one that has this machine's name, but for those that are known.</summary>
    private async Task<IEnumerable<NetworkInterface>> OwnCardsAsync(HashSet<string> known, CancellationToken cancellationToken)
    {
        var hosts = new SortedSet<string>(StringComparer.Ordinal) { machine };
        if (known.Count > 0)
            hosts.UnionWith((await EnforcementAsync("NetworkInterfaceIds", List(known), cancellationToken).ConfigureAwait(false)).Select(state => state.Host));
        var cards = new List<NetworkInterface>();
        foreach (string host in hosts)
        {
            var states = await EnforcementAsync("Host", host, cancellationToken).ConfigureAwait(false);
            var ids = states.Where(state => state.Role == "host").Select(state => state.NetworkInterfaceId).Except(known);
            foreach (string[] some in ids.Chunk(IdsOfARequest))
                cards.AddRange(await InterfacesAsync(new JsonObject { ["NetworkInterfaceIds"] = List(some) }, cancellationToken).ConfigureAwait(false));
        }

        return cards;
    }

    private async Task<IReadOnlyList<NetworkInterface>> InterfacesAsync(JsonObject which, CancellationToken cancellationToken) => (await session.ListAsync(
        ApiService.Vpc, "DescribeNetworkInterfaces", which, "NetworkInterfaceSet", VpcJsonContext.Default.NetworkInterface, cancellationToken).ConfigureAwait(false)).Items;

    private async Task<IReadOnlyList<InterfaceEnforcementState>> EnforcementAsync(string parameter, JsonNode value, CancellationToken cancellationToken) => (await session.ListAsync(
        ApiService.Ringfence, "DescribeEnforcement", new JsonObject { [parameter] = value }, "EnforcementSet", RingfenceJsonContext.Default.InterfaceEnforcementState, cancellationToken)
        .ConfigureAwait(false)).Items;

    private static string Describe(NetworkInterface nic) => $"{nic.NetworkInterfaceId} of {nic.Attachment.InstanceId}";

    private static JsonArray List(IEnumerable<string> ids) => new([.. ids.Select(id => (JsonNode)id)]);

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
