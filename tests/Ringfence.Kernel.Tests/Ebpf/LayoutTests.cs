using System.Reflection;
using System.Runtime.InteropServices;
using Ringfence.Datapath;
using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Linux.Bpf;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>C's structures and C#'s, compared through the BTF that the object carries.</summary>
public sealed class LayoutTests
{
    public static TheoryData<string, string> Structures => new()
    {
        { "rf_address", nameof(KernelAddress) },
        { "rf_flow_key", nameof(KernelFlowKey) },
        { "rf_flow", nameof(KernelFlow) },
        { "rf_fragments", nameof(KernelFragments) },
        { "rf_table", nameof(KernelTable) },
        { "rf_interface", nameof(KernelInterface) },
        { "rf_classifier", nameof(KernelClassifier) },
        { "rf_host", nameof(KernelHost) },
        { "rf_revision", nameof(KernelRevision) },
        { "rf_image", nameof(KernelImage) },
        { "rf_override", nameof(KernelOverride) },
        { "rf_count", nameof(KernelCount) },
        { "rf_rule_hits", nameof(KernelRuleHits) },
        { "rf_event", nameof(KernelEvent) },
    };

    [Theory]
    [MemberData(nameof(Structures))]
    public void A_structure_is_the_same_in_C_and_in_CSharp(string c, string cSharp)
    {
        var type = typeof(KernelFlow).Assembly.GetType($"{typeof(KernelFlow).Namespace}.{cSharp}", throwOnError: true)!;
        using var code = BpfObject.Open("ringfence", EbpfProgram.Image);
        var (size, members) = code.Types.Structure(c);

        Assert.Equal(size, Marshal.SizeOf(type));
        Assert.Contains(code.Types.Layout(c)!, code.Types.Layout("rf_layouts"), StringComparison.Ordinal); // what builds are compared by
        var fields = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        Assert.Equal(members.Select(member => member.Name.Replace("_", "", StringComparison.Ordinal)), fields.Select(field => field.Name.ToLowerInvariant()));
        Assert.Equal(members.Select(member => member.Offset), fields.Select(field => (int)Marshal.OffsetOf(type, field.Name)));
    }

    [Fact]
    public void An_enforcement_is_the_same_in_C_and_in_CSharp()
    {
        using var code = BpfObject.Open("ringfence", EbpfProgram.Image);
        var (size, members) = code.Types.Structure("rf_enforcement");

        Assert.Equal(size, Marshal.SizeOf<KernelEnforcement>());
        Assert.Equal(Marshal.SizeOf<KernelTable>() * 2, members.Single(member => member.Name == "tables").Size);
        foreach (string name in new[] { "Classifier", "Own", "Flags", "Mac" })
            Assert.Equal(members.Single(member => string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase)).Offset, (int)Marshal.OffsetOf<KernelEnforcement>(name));
    }

    [Fact]
    public void Reasons_and_states_have_the_same_numbers_in_C_and_in_CSharp()
    {
        using var code = BpfObject.Open("ringfence", EbpfProgram.Image);
        Assert.Equal(Names<EbpfReason>(), Numbers(code.Types.Enumeration("rf_reason"), "RF_REASONS"));
        Assert.Equal(Names<FlowState>(), Numbers(code.Types.Enumeration("rf_state"), "RF_STATES"));
    }

    [Fact]
    public void A_program_that_the_verifier_refuses_says_why_in_one_line()
    {
        byte[] image = EbpfProgram.Image;
        using var code = BpfObject.Open("ringfence", image);
        // A mask that reaches beyond the map: the verifier must see the load outside.
        code.SetConstant("rf_flow_mask", 0xffff);
        var refused = Assert.Throws<BpfLoadException>(code.Load);
        Assert.Contains("outside of the allowed memory range", refused.Message, StringComparison.Ordinal);
        Assert.Contains("processed", refused.Log, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    private static IEnumerable<(string, uint)> Names<T>()
        where T : struct, Enum =>
        Enum.GetValues<T>().Select(value => (value.ToString().ToUpperInvariant(), Convert.ToUInt32(value, null))).OrderBy(pair => pair.Item2);

    private static IEnumerable<(string, uint)> Numbers(IReadOnlyDictionary<string, uint> values, string last) =>
        values.Where(pair => pair.Key != last).Select(pair => (pair.Key["RF_".Length..].Replace("_", "", StringComparison.Ordinal), pair.Value)).OrderBy(pair => pair.Value);
}
