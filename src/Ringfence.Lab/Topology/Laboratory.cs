using System.Collections.Immutable;
using Ringfence.Lab.Probing;
using Ringfence.Linux.Namespaces;

namespace Ringfence.Lab.Topology;

/// <summary>
/// One host, its instances and the world outside, made of network namespaces; IPv4 and IPv6 everywhere. Needs root. Everything is gone after
/// <see cref="DisposeAsync"/>, after the process, or (when that was killed) when the next laboratory is built.
/// </summary>
public sealed class Laboratory : IAsyncDisposable
{
    private readonly List<NetworkNamespace> _namespaces = [];
    private readonly Dictionary<string, LabStation> _stations = new(StringComparer.Ordinal);
    private readonly string _prefix = LabRegistry.NextPrefix();
    private LabHost? _host;
    private Prober? _prober;

    private Laboratory()
    {
    }

    /// <summary>The machine where an agent enforces.</summary>
    public LabHost Host => _host!;

    /// <summary>The world outside, at the host's uplink.</summary>
    public LabStation Outside => _stations["outside"];

    /// <summary>The instances, as laid out, without the outside.</summary>
    public ImmutableArray<LabStation> Instances { get; private set; } = [];

    /// <summary>Sends probes and reads what became of them.</summary>
    public Prober Prober => _prober!;

    /// <summary>An instance, or <c>outside</c>.</summary>
    public LabStation this[string name] => _stations[name];

    /// <summary>Builds a laboratory.</summary>
    /// <exception cref="IOException">Not root, or iproute2 is missing; nothing is left behind.</exception>
    public static async Task<Laboratory> CreateAsync(LabLayout layout)
    {
        LabRegistry.SweepLeftovers();
        var lab = new Laboratory();
        try
        {
            await lab.BuildAsync(layout).ConfigureAwait(false);
            return lab;
        }
        catch
        {
            await lab.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Sends one probe and tells whether it reached its far end.</summary>
    public bool Reaches(Probe probe) => Prober.Send(probe).Reached(probe);

    /// <summary>Pings: true when the far end's kernel answered and the answer came back.</summary>
    public bool Pings(LabAddress from, LabAddress to)
    {
        var probe = Probe.Echo(from, to);
        return Prober.SendAndAwaitReplies(probe).Count(probe, from.Node) > 0;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _prober?.Dispose();
        foreach (var station in _stations.Values)
            station.Dispose();
        _host?.Dispose();
        foreach (var space in _namespaces)
        {
            space.Dispose();
            LabRegistry.Remove(space.Name);
        }

        _namespaces.Clear();
        return ValueTask.CompletedTask;
    }

    private async Task BuildAsync(LabLayout layout)
    {
        var layouts = layout.Stations.Add(new StationLayout("outside") { Link = LinkKind.Uplink, Silent = layout.SilentOutside });
        var hostSpace = NewNamespace("host", forwards: true);
        var spaces = layouts.Select(station => NewNamespace(station.Name, forwards: false)).ToArray();
        var wirings = layouts.Select((station, index) => new StationWiring(station, index, hostSpace.Name, spaces[index].Name)).ToArray();

        var hostBatch = HostBasics(new IpBatch(hostSpace.Name), layouts);
        foreach (int index in Attached(layouts))
            wirings[index].AddHostSide(hostBatch);
        await Task.WhenAll(spaces.Select(space => new IpBatch(space.Name).Add("link set dev lo up").RunAsync()).Append(hostBatch.RunAsync()))
            .ConfigureAwait(false);
        await Task.WhenAll(Attached(layouts).Select(index =>
        {
            var batch = wirings[index].StationSide();
            foreach (int other in Attached(layouts))
                wirings[index].AddNeighbour(batch, wirings[other]);
            return batch.RunAsync();
        })).ConfigureAwait(false);

        _host = new LabHost(hostSpace);
        for (int i = 0; i < layouts.Length; i++)
        {
            var station = new LabStation(layouts[i], spaces[i], wirings[i]);
            _stations.Add(station.Name, station);
            if (layouts[i].Attached)
                station.OpenPort();
        }

        Instances = [.. layout.Stations.Select(station => _stations[station.Name])];
        _prober = new Prober([_host, .. _stations.Values]);
        foreach (var station in _stations.Values)
        {
            station.UseProber(_prober);
            if (station.IsAttached)
                _prober.AwaitLink(station);
        }
    }

    private static IEnumerable<int> Attached(ImmutableArray<StationLayout> layouts) =>
        Enumerable.Range(0, layouts.Length).Where(index => layouts[index].Attached);

    private static IpBatch HostBasics(IpBatch batch, ImmutableArray<StationLayout> layouts)
    {
        batch.Add("link set dev lo up")
            .Add($"address add {AddressPlan.Host4}/32 dev lo")
            .Add($"address add {AddressPlan.Host6}/128 dev lo nodad");
        foreach (string bridge in layouts.Where(station => station.Link == LinkKind.Bridged).Select(station => station.Bridge).Distinct())
        {
            var (four, six) = AddressPlan.Bridge(bridge);
            batch.Add($"link add name {bridge} address {AddressPlan.BridgeMac(bridge)} type bridge stp_state 0 mcast_snooping 0 ageing_time 1000000")
                .Add($"link set dev {bridge} addrgenmode none")
                .Add($"link set dev {bridge} up")
                .Add($"address add {AddressPlan.Gateway(four)}/{four.Length} dev {bridge}")
                .Add($"address add {AddressPlan.Gateway(six)}/{six.Length} dev {bridge} nodad");
        }

        return batch;
    }

    private NetworkNamespace NewNamespace(string name, bool forwards)
    {
        var space = LabRegistry.Create(_prefix + name);
        _namespaces.Add(space);
        space.Run(() => NamespaceSettings.Apply(forwards));
        return space;
    }
}
