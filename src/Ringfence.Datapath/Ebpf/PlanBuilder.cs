using System.Runtime.CompilerServices;
using Ringfence.Datapath.Ebpf.Tables;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Hosting;

namespace Ringfence.Datapath.Ebpf;

/// <summary>Makes plans of compiled tables. A compiled policy gives the same image object each time, so that the driver writes it once.</summary>
internal sealed class PlanBuilder
{
    private readonly ConditionalWeakTable<CompiledPolicy, PolicyImage> _images = [];

    /// <summary>The plan.</summary>
    /// <param name="tables">What was compiled.</param>
    /// <param name="interfaces">The interfaces that are to be enforced.</param>
    /// <param name="addresses">An image that holds these tables' addresses already; null: write them.</param>
    public EbpfPlan Build(HostTables tables, IEnumerable<InterfacePolicy> interfaces, AddressImage? addresses)
    {
        var images = new Dictionary<string, InterfaceImage>(StringComparer.Ordinal);
        foreach (var subject in interfaces)
        {
            var compiled = tables.Interfaces[subject.InterfaceId];
            images.Add(subject.InterfaceId, new InterfaceImage(subject, Image(compiled.Ingress), Image(compiled.Egress)));
        }

        return new EbpfPlan(addresses ?? new AddressImage([.. tables.Classifier.Hosts], tables.Classifier.Prefixes), images, tables.Source.Revision);
    }

    private PolicyImage Image(CompiledPolicy policy) => _images.GetValue(policy, static policy => new PolicyImage(
        policy.RowOf.ToArray(),
        policy.Services.Kinds.ToArray(),
        policy.Services.PortMaps.ToArray(),
        policy.Services.Pages.ToArray(),
        policy.Matrix.ToArray(),
        policy.Columns,
        policy.RuleIds));
}
