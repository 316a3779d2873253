using System.Globalization;
using Ringfence.Linux.Bpf;
using Ringfence.Linux.Namespaces;
using Ringfence.Policy.Addressing;

namespace Ringfence.Bench.Datapath.Topology;

/// <summary>
/// The devices and addresses of a test bed: sender eth0 — left, router, right — eth0 receiver. The receiver is the protected instance. Neighbours are static and nobody
/// talks but the generator.
/// </summary>
internal static class Wiring
{
    /// <summary>The router's device to the instance: what is enforced.</summary>
    public const string InstanceDevice = "right";

    /// <summary>The device of the sender and of the receiver.</summary>
    public const string EndDevice = "eth0";

    private const string OuterDevice = "left";

    /// <summary>Ethernet addresses.</summary>
    public static MacAddress SenderMac { get; } = new(0x0200_0000_000a);

    /// <inheritdoc cref="SenderMac"/>
    public static MacAddress LeftMac { get; } = new(0x0200_0000_010a);

    /// <inheritdoc cref="SenderMac"/>
    public static MacAddress RightMac { get; } = new(0x0200_0000_010b);

    /// <inheritdoc cref="SenderMac"/>
    public static MacAddress ReceiverMac { get; } = new(0x0200_0000_000b);

    /// <summary>The instance's address.</summary>
    public static IpAddress Instance4 { get; } = IpAddress.Parse("192.168.2.2");

    /// <summary>The instance's address.</summary>
    public static IpAddress Instance6 { get; } = IpAddress.Parse("fd00:2::2");

    /// <summary>Makes the devices and sets the namespaces up.</summary>
    public static async Task ConnectAsync(NetworkNamespace sender, NetworkNamespace router, NetworkNamespace receiver, LinkShape shape)
    {
        // Before a device exists, so that it never speaks: no address detection, no router discovery.
        foreach (var space in (NetworkNamespace[])[sender, router, receiver])
            space.Run(Silence);
        await Ip(router, $"""
            link add {OuterDevice} address {LeftMac} type veth peer name {EndDevice} address {SenderMac} netns {sender.Name}
            link add {InstanceDevice} address {RightMac} type veth peer name {EndDevice} address {ReceiverMac} netns {receiver.Name}
            link set {OuterDevice} addrgenmode none
            link set {InstanceDevice} addrgenmode none
            """);
        await Task.WhenAll(End(sender), End(receiver), shape == LinkShape.Routed ? RouteAsync(router) : BridgeAsync(router));

        // With it a veth takes frames from XDP at its peer. At the ends it stays off: from the router packets go the ordinary way.
        router.Run(() =>
        {
            NetworkDevice.SetReceiveOffload(OuterDevice, true);
            NetworkDevice.SetReceiveOffload(InstanceDevice, true);
        });
        foreach (var end in (NetworkNamespace[])[sender, receiver])
            end.Run(() => NetworkDevice.SetReceiveOffload(EndDevice, false));
    }

    private static Task End(NetworkNamespace space) => Ip(space, $"link set {EndDevice} addrgenmode none up");

    private static async Task RouteAsync(NetworkNamespace router)
    {
        router.Run(() =>
        {
            Sysctl.Write("ipv4/ip_forward", "1");
            Sysctl.Write("ipv4/conf/all/rp_filter", "0");
            Sysctl.Write($"ipv4/conf/{OuterDevice}/rp_filter", "0");
            Sysctl.Write($"ipv4/conf/{InstanceDevice}/rp_filter", "0");
            Sysctl.Write("ipv6/conf/all/forwarding", "1");
        });
        await Ip(router, $"""
            link set {OuterDevice} up
            link set {InstanceDevice} up
            addr add 192.168.1.1/24 dev {OuterDevice}
            addr add 192.168.2.1/24 dev {InstanceDevice}
            addr add fd00:1::1/64 dev {OuterDevice} nodad
            addr add fd00:2::1/64 dev {InstanceDevice} nodad
            neigh add 192.168.1.2 lladdr {SenderMac} dev {OuterDevice} nud permanent
            neigh add {Instance4} lladdr {ReceiverMac} dev {InstanceDevice} nud permanent
            neigh add fd00:1::2 lladdr {SenderMac} dev {OuterDevice} nud permanent
            neigh add {Instance6} lladdr {ReceiverMac} dev {InstanceDevice} nud permanent
            route add 10.0.0.0/7 via 192.168.1.2
            route add 2001:db8::/32 via fd00:1::2
            """);
    }

    private static async Task BridgeAsync(NetworkNamespace router)
    {
        await Ip(router, $"""
            link add br0 type bridge stp_state 0 mcast_snooping 0
            link set br0 addrgenmode none
            link set {OuterDevice} master br0 up
            link set {InstanceDevice} master br0 up
            link set {OuterDevice} type bridge_slave learning off
            link set {InstanceDevice} type bridge_slave learning off
            link set br0 up
            """);
        await Tool.RunAsync(
            $"fdb replace {SenderMac} dev {OuterDevice} master static\nfdb replace {ReceiverMac} dev {InstanceDevice} master static\n",
            "bridge", "-n", router.Name, "-batch", "-");
        // Where br_netfilter is in the kernel every namespace begins with it on: it is no part of a bare bridge.
        router.Run(() =>
        {
            foreach (string what in (string[])["iptables", "ip6tables", "arptables"])
                Sysctl.TryWrite($"bridge/bridge-nf-call-{what}", "0");
        });
    }

    private static void Silence()
    {
        Sysctl.Write("ipv6/conf/default/accept_dad", "0");
        Sysctl.Write("ipv6/conf/default/router_solicitations", "0");
        Sysctl.Write("ipv6/conf/default/accept_ra", "0");
        // Flows outlive a slice whatever else the machine does; and packets without a checksum are no fault.
        Sysctl.TryWrite("netfilter/nf_conntrack_checksum", "0");
        Sysctl.TryWrite("netfilter/nf_conntrack_udp_timeout", "600");
        Sysctl.TryWrite("netfilter/nf_conntrack_udp_timeout_stream", "600");
    }

    private static Task Ip(NetworkNamespace space, FormattableString commands) =>
        Tool.RunAsync(commands.ToString(CultureInfo.InvariantCulture) + "\n", "ip", "-n", space.Name, "-batch", "-");
}
