using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Datapath;
using Ringfence.Datapath.Ebpf;
using Ringfence.Linux.Bpf;

namespace Ringfence.Bench.Datapath.Contenders;

/// <summary>Ringfence's eBPF driver.</summary>
/// <param name="guard">How devices are closed from their birth.</param>
internal sealed class OursEbpf(GuardBy guard = GuardBy.Best) : Ours
{
    /// <summary>What knows of flows: the table, and which of its buckets ran over.</summary>
    private static readonly string[] FlowMaps = ["rf_flows", "rf_overflow"];

    private readonly List<MappedMemory> _flows = [];

    /// <summary>Nobody is sending: what the program finds afterwards is a table in which there never was a flow.</summary>
    public override void ForgetFlows() => _flows.ForEach(memory => memory.At<byte>(0, (int)memory.Length).Clear());

    protected override IDatapath Open(string router) => new EbpfDatapath(router, new EnforcementOptions(), TimeProvider.System, NullLogger.Instance, new EbpfOptions { Guard = guard });

    protected override void Installed()
    {
        var pins = new EbpfPins(BpfFs.DefaultMount, Bed!.Router.Run(NamespaceScope.Current));
        foreach (string name in FlowMaps)
        {
            using var map = pins.TryGetMap(name) ?? throw new InvalidOperationException($"The driver pins no map {name}.");
            _flows.Add(map.Map());
        }
    }
}
