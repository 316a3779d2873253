using System.Collections.Immutable;
using System.Net;
using Ringfence.Agent.Options;
using Ringfence.Api.Credentials;
using Ringfence.Api.Http;
using Ringfence.Control.Commands;
using Ringfence.Datapath.Ebpf;
using Ringfence.Policy.Evaluation;

namespace Ringfence.Server.Options;

/// <summary>Everything a server is started with. The defaults are those of the command line.</summary>
public sealed record ServerOptions
{
    /// <summary>The TCP port; 0 takes any free one.</summary>
    public int Port { get; init; } = 9510;

    /// <summary>The address to listen on. Loopback by default: the API is plain HTTP.</summary>
    public IPAddress Listen { get; init; } = IPAddress.Loopback;

    /// <summary>Where the journal and the generated key pair are kept.</summary>
    public string DataFolder { get; init; } = Path.GetFullPath(".data");

    /// <summary>The network namespace to enforce in; null for this process's own.</summary>
    public string? NetNs { get; init; }

    /// <summary>The agent's name, which instances are registered under.</summary>
    public string HostName { get; init; } = Environment.MachineName;

    /// <summary>Which driver enforces.</summary>
    public DatapathChoice Datapath { get; init; }

    /// <summary>TCP ports of this machine that are never closed on an interface of role <c>host</c>.</summary>
    public ImmutableArray<int> FailsafeTcp { get; init; } = [22];

    /// <summary>Which link essentials pass without a rule.</summary>
    public LinkEssentials LinkEssentials { get; init; } = LinkEssentials.All;

    /// <summary>Whether packets and bytes are counted by rule, beside flows; for drivers that count by rule.</summary>
    public bool CountRulePackets { get; init; }

    /// <summary>How long flows live without a packet, with the eBPF driver.</summary>
    public FlowAges FlowAges { get; init; } = FlowAges.Default;

    /// <summary>The room of the eBPF driver's flow table; null for its default.</summary>
    public uint? FlowSlots { get; init; }

    /// <summary>The region of requests that name none.</summary>
    public string Region { get; init; } = Api.Http.Regions.Usual;

    /// <summary>Region codes of our own, besides the vendor's.</summary>
    public ImmutableArray<string> PrivateRegions { get; init; } = [];

    /// <summary>All regions that are served.</summary>
    public Regions Regions => new(Region, PrivateRegions);

    /// <summary>How many requests a second are answered; callers of this machine itself are not counted.</summary>
    public RateLimits RateLimits { get; init; } = RateLimits.Vendor;

    /// <summary>The limits of every account.</summary>
    public Quotas Quotas { get; init; } = new();

    /// <summary>The key pair, if the environment gives one.</summary>
    public CredentialSettings Credentials { get; init; } = CredentialSettings.None;

    /// <summary>Build the demonstration lab, show it, take it down and exit.</summary>
    public bool Demo { get; init; }

    /// <summary>Remove everything of ours from the kernel and exit.</summary>
    public bool Release { get; init; }
}
