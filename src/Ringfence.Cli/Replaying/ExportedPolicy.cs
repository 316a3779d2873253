using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;
using Ringfence.Contracts.Ringfence.Analysis;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Replay;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Cli.Replaying;

/// <summary>The policies of a network, from the server, compiled here as hosts compile them.</summary>
internal sealed class ExportedPolicy
{
    private readonly Dictionary<long, string> _places = [];

    private ExportedPolicy(ExportEffectivePoliciesResponse answer)
    {
        Revision = answer.Revision;
        Policy = new ReplayPolicy(answer.HostSet.Select(Compile));
        foreach (var list in answer.HostSet.SelectMany(host => host.RuleListSet))
        {
            for (int i = 0; i < list.RuleSet.Length; i++)
                _places[list.RuleSet[i].RuleId] = string.Create(CultureInfo.InvariantCulture, $"{list.SecurityGroupId} {(list.Direction == "INGRESS" ? "in" : "out")} {i}");
        }
    }

    /// <summary>The revision; -1 for a proposed one.</summary>
    public long Revision { get; }

    /// <summary>What judges.</summary>
    public ReplayPolicy Policy { get; }

    /// <summary>Asks for it.</summary>
    /// <exception cref="CommandFailure">The server refused, or a host's policy does not fit its tables.</exception>
    public static async Task<ExportedPolicy> ReadAsync(Session session, JsonObject parameters, CancellationToken cancellationToken) => new(
        await session.CallAsync(ApiService.Ringfence, "ExportEffectivePolicies", parameters, RingfenceJsonContext.Default.ExportEffectivePoliciesResponse, cancellationToken).ConfigureAwait(false));

    /// <summary>Where a rule stands: its group's id, the way, its position.</summary>
    public string PlaceOf(RuleId rule) => _places[rule.Value];

    private static HostTables Compile(HostPolicyRecord host) => HostCompiler.Compile(Lower(host)) switch
    {
        Compiled compiled => compiled.Tables,
        Exceeded exceeded => throw new CommandFailure(ExitCode.Refused, "LimitExceeded", $"The policy of host {host.Host} needs {exceeded.Needed} {exceeded.Limit}, at most {exceeded.Allowed} fit."),
        var other => throw new NotSupportedException(other.GetType().Name),
    };

    private static HostPolicy Lower(HostPolicyRecord host) => HostPolicy.Empty with
    {
        Interfaces = host.InterfaceSet.ToImmutableDictionary(one => one.NetworkInterfaceId, static one => new InterfacePolicy
        {
            InterfaceId = one.NetworkInterfaceId,
            Device = "-",
            Role = InterfaceRole.Guest,
            Addresses = [.. one.Addresses.Select(static address => IpAddress.Parse(address))],
            SourceCheck = false,
            IngressLists = one.IngressLists,
            EgressLists = one.EgressLists,
        }),
        Lists = host.RuleListSet.ToImmutableDictionary(
            list => list.Id, static list => new RuleList(list.Id, list.Direction == "INGRESS" ? Direction.Ingress : Direction.Egress, [.. list.RuleSet.Select(Lower)])),
        Sets = host.AddressSetSet.ToImmutableDictionary(set => set.Id, static set => AddressSet.Create(set.Id, set.Addresses.Select(static address => IpAddress.Parse(address)))),
    };

    private static HostRule Lower(ResolvedRule rule) => new(
        new RuleId(rule.RuleId),
        rule.Addresses is { } addresses ? AddressRanges.Of(addresses.Select(Range)) : null,
        rule.AddressSetId,
        ServiceSet.Of(rule.Services.Select(Service)),
        rule.Action == "ACCEPT" ? RuleAction.Accept : RuleAction.Drop);

    private static IpRange Range(string text)
    {
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        return dash < 0 ? IpRange.Of(IpPrefix.Parse(text)) : new IpRange(IpAddress.Parse(text.AsSpan(0, dash)), IpAddress.Parse(text.AsSpan(dash + 1)));
    }

    private static LiteralService Service(string text)
    {
        if (text == "ALL")
            return Ringfence.Policy.Rules.Service.Any;
        string[] parts = text.Split(':');
        return new LiteralService(Protocol(parts[0]), parts.Length > 1 && PortSet.TryParse(parts[1], out var ports) ? ports! : PortSet.All);
    }

    private static IpProtocol Protocol(string text)
    {
        for (int number = 0; number < 256; number++)
        {
            if (new IpProtocol((byte)number).ToString() == text)
                return new IpProtocol((byte)number);
        }

        throw new HttpRequestException($"The server's answer has a protocol that this version does not know: {text}");
    }
}
