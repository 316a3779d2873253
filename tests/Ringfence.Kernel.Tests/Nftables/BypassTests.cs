using System.Collections.Immutable;
using Ringfence.Datapath.Nftables;
using Ringfence.Linux.Links;
using Ringfence.Policy.Hosting;

namespace Ringfence.Kernel.Tests.Nftables;

/// <summary>Devices whose packets do not meet the rules by their name are reported, not taken for enforced.</summary>
public sealed class BypassTests() : DriverTest(bridged: true)
{
    [Theory]
    [InlineData(InterfaceRole.Guest, "veth", "bridge", false)]
    [InlineData(InterfaceRole.Guest, "tun", "", false)]
    [InlineData(InterfaceRole.Guest, "veth", "vrf", true)]
    [InlineData(InterfaceRole.Guest, "tun", "openvswitch", true)]
    [InlineData(InterfaceRole.Guest, "macvtap", "", true)]
    [InlineData(InterfaceRole.Host, "", "", false)]
    [InlineData(InterfaceRole.Host, "", "bridge", true)]
    [InlineData(InterfaceRole.Host, "", "bond", true)]
    public void What_the_device_is_and_belongs_to_decides(InterfaceRole role, string kind, string portKind, bool reported)
    {
        var links = ImmutableDictionary<int, Link>.Empty.Add(2, new Link(2, "dev0", portKind.Length == 0 ? 0 : 3, kind, portKind));
        if (portKind.Length > 0)
            links = links.Add(3, new Link(3, "top0", 0, portKind));
        var desired = DesiredDevices.From(HostPolicy.Empty.WithInterface("dev0", ["10.9.0.1"], [], [], role), links);
        Assert.Equal(reported, desired.Errors.ContainsKey("eni-dev0"));
        Assert.Equal(portKind == "bridge" && role == InterfaceRole.Guest ? "top0" : null, desired.Devices["dev0"].Bridge);
    }

    [Fact]
    public async Task The_kernel_says_what_a_device_is_and_belongs_to()
    {
        Network.Batch("h", "link add link tapo name mvt0 type macvtap\n");
        await Until(() => Datapath.Devices.Contains("mvt0"));
        var result = await Datapath.ApplyAsync(HostPolicy.Empty
            .WithInterface("mvt0", ["10.9.0.9"], [], []).WithInterface("tapb", ["10.9.0.2"], [], []).WithInterface("tapa", ["10.9.0.1"], [], [], InterfaceRole.Host));
        Assert.Contains("macvtap", result.InterfaceErrors["eni-mvt0"], StringComparison.Ordinal);
        Assert.Contains("register br0 instead", result.InterfaceErrors["eni-tapa"], StringComparison.Ordinal);
        Assert.DoesNotContain("eni-tapb", result.InterfaceErrors.Keys);
    }
}
