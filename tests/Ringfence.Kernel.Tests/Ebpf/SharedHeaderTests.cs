using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Datapath.Ebpf.Tables;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Linux.Bpf;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>bpf/types.h holds what both sides share. BTF does not know its macros, and nobody would miss a structure that no test names: the header itself is read for both.</summary>
public sealed partial class SharedHeaderTests
{
    private static readonly string Header = File.ReadAllText(Path.Combine(Repository.Root, "bpf", "types.h"));

    /// <summary>Lines of host tables are written by offset.</summary>
    private static readonly string[] OtherStructures = ["rf_enforcement", "rf_hosts4", "rf_hosts6"];

    public static TheoryData<string, uint> Numbers => new()
    {
        { "RF_INGRESS", (uint)Direction.Ingress },
        { "RF_EGRESS", (uint)Direction.Egress },
        { "RF_WAYS", KernelFlow.Ways },
        { "RF_SPILLED", KernelOverflow.SpilledBit },
        { "RF_WENT_AWAY", KernelOverflow.Unit },
        { "RF_FRAGMENT_WAYS", KernelFragments.Ways },
        { "RF_STATES", KernelHost.States },
        { "RF_FAILSAFE_PORTS", KernelHost.FailsafePorts },
        { "RF_MAX_OWN", KernelEnforcement.MostOwnAddresses },
        { "RF_HAS_PORTS", ServiceMap.HasPorts },
        { "RF_FLOW_EGRESS", (uint)KernelFlowFlags.OpenedByInstance },
        { "RF_FLOW_OWN", (uint)KernelFlowFlags.OwnAddress },
        { "RF_FLOW_REFUSED", (uint)KernelFlowFlags.Refused },
        { "RF_FLOW_CONFIRMED", (uint)KernelFlowFlags.Confirmed },
        { "RF_SOURCE_CHECK", (uint)KernelInterfaceFlags.SourceCheck },
        { "RF_HAS_MAC", (uint)KernelInterfaceFlags.HasMac },
        { "RF_ROLE_HOST", (uint)KernelInterfaceFlags.RoleHost },
        { "RF_NO_LINK_HEADER", (uint)KernelInterfaceFlags.NoLinkHeader },
        { "RF_ALLOW_ARP", (uint)KernelFeatures.AllowArp },
        { "RF_ALLOW_NEIGHBOUR_DISCOVERY", (uint)KernelFeatures.AllowNeighbourDiscovery },
        { "RF_ALLOW_MULTICAST_LISTENER", (uint)KernelFeatures.AllowMulticastListener },
        { "RF_ALLOW_DHCP", (uint)KernelFeatures.AllowDhcp },
        { "RF_ALLOW_DHCPV6", (uint)KernelFeatures.AllowDhcpV6 },
        { "RF_ALLOW_ROUTER_DISCOVERY", (uint)KernelFeatures.AllowRouterDiscovery },
        { "RF_COUNT_PACKETS", (uint)KernelFeatures.CountPackets },
        { "RF_EVENTS_DROPS", (uint)KernelFeatures.DropEvents },
        { "RF_EVENTS_FLOWS", (uint)KernelFeatures.FlowEvents },
    };

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_number_is_the_same_in_C_and_in_CSharp(string name, uint value)
    {
        string text = Regex.Match(Header, $@"\b{name}\s*=?\s*(0x[0-9a-f]+|\d+)", RegexOptions.CultureInvariant).Groups[1].Value;
        Assert.Equal(value, text.StartsWith("0x", StringComparison.Ordinal) ? uint.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) : uint.Parse(text, CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Every_shared_structure_is_compared()
    {
        var compared = LayoutTests.Structures.Select(row => row.Data.Item1).Concat(OtherStructures);
        Assert.Equal(Structure().Matches(Header).Select(match => match.Groups[1].Value).Order(), compared.Order());
    }

    [Fact]
    public void Lines_of_the_host_tables_are_written_where_the_program_reads_them()
    {
        using var code = BpfObject.Open("ringfence", EbpfProgram.Image);
        var (size, members) = code.Types.Structure("rf_hosts6");
        Assert.Equal((int)Arena.Line, size);
        Assert.Equal(
            [("high", Constant("HighAt")), ("low", Constant("LowAt")), ("class", Constant("ClassesAt")), ("overflow", Constant("OverflowAt"))],
            members.Select(member => (member.Name, member.Offset)));
        Assert.Equal((int)Arena.Line, code.Types.Structure("rf_hosts4").Size);
    }

    private static int Constant(string name) =>
        (int)typeof(HostTable6).GetField(name, BindingFlags.Static | BindingFlags.NonPublic)!.GetRawConstantValue()!;

    [GeneratedRegex(@"^struct (rf_\w+) \{", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Structure();
}
