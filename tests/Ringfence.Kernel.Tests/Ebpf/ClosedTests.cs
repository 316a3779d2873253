using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Datapath;
using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Ebpf.Tables;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;
using AddressFamily = System.Net.Sockets.AddressFamily;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>An interface whose policy cannot be programmed is closed, not open.</summary>
public sealed class ClosedTests : GuestBench
{
    private static readonly ImmutableDictionary<string, AddressSet> Small = Sets(AddressSet.Create("s", [IpAddress.Parse("10.9.0.1")]));

    [Fact]
    public async Task A_new_interface_whose_policy_does_not_fit_is_closed_until_it_fits()
    {
        await using var datapath = new EbpfDatapath(
            _router.Name, new EnforcementOptions(), TimeProvider.System, NullLogger.Instance, Options with { Sizes = Options.Sizes with { ArenaBytes = 1 << 21 } });
        using var server = Listen();
        Assert.True(Reaches(server));
        var many = AddressSet.Create("s", Enumerable.Range(0, 1 << 17).Select(n => IpAddress.V4(0x0b000000 + (uint)n)).Append(IpAddress.Parse("10.9.0.1")));
        await Assert.ThrowsAsync<ArenaFullException>(() => datapath.ApplyAsync(Policy(1, Sets(many))));
        Assert.False(Reaches(server));
        await Assert.ThrowsAsync<ArenaFullException>(() => datapath.ApplyAsync(Policy(1, Sets(many))));
        Assert.False(Reaches(server));

        await datapath.ApplyAsync(Policy(2, Small));
        Assert.True(Reaches(server));
        // What is in force stays so when the next does not fit.
        await Assert.ThrowsAsync<ArenaFullException>(() => datapath.ApplyAsync(Policy(3, Sets(many))));
        Assert.True(Reaches(server));
        await datapath.ReleaseAsync();
        Assert.True(Reaches(server));
    }

    [Fact]
    public async Task After_a_restart_what_the_kernel_enforces_stays_while_the_policy_does_not_fit()
    {
        var options = Options with { Sizes = Options.Sizes with { ArenaBytes = 1 << 21 } };
        using var server = Listen();
        await using (var before = new EbpfDatapath(_router.Name, new EnforcementOptions(), TimeProvider.System, NullLogger.Instance, options))
            await before.ApplyAsync(Policy(1, Small));
        await using var datapath = new EbpfDatapath(_router.Name, new EnforcementOptions(), TimeProvider.System, NullLogger.Instance, options);
        using var client = _router.Run(() => Open(server));
        Assert.True(Echo(client, server));
        Connect("vh", "10.9.3", "eth1");
        using var other = _guest.Run(() => Bind(IPAddress.Parse("10.9.3.2")));
        Assert.True(Reaches(other));
        var many = AddressSet.Create("s", Enumerable.Range(0, 1 << 17).Select(n => IpAddress.V4(0x0b000000 + (uint)n)).Append(IpAddress.Parse("10.9.0.1")));
        for (int attempt = 0; attempt < 2; attempt++)
        {
            await Assert.ThrowsAsync<ArenaFullException>(() => datapath.ApplyAsync(WithOther(Policy(2, Sets(many)))));
            Assert.True(Echo(client, server));
            Assert.True(Reaches(server));
            // What nobody has enforced yet is closed.
            Assert.False(Reaches(other));
        }

        await datapath.ApplyAsync(Policy(3, Sets(AddressSet.Create("s", [IpAddress.Parse("10.8.0.1")]))));
        Assert.False(Echo(client, server));
        Assert.True(Reaches(other));
        await datapath.ReleaseAsync();
    }

    private static HostPolicy WithOther(HostPolicy policy) => policy with
    {
        Interfaces = policy.Interfaces.Add("eni-2", policy.Interfaces["eni-1"] with { InterfaceId = "eni-2", Device = "vh", Addresses = [IpAddress.Parse("10.9.3.2")] }),
    };

    [Fact]
    public async Task A_machine_that_is_closed_keeps_its_failsafe_ports()
    {
        await using var datapath = new EbpfDatapath(
            _router.Name, new EnforcementOptions { FailsafeTcpPorts = [22] }, TimeProvider.System, NullLogger.Instance, Options with { Sizes = Options.Sizes with { ArenaBytes = 1 << 21 } });
        using var closed = _router.Run(() => ListenTcp(7000));
        using var failsafe = _router.Run(() => ListenTcp(22));
        Assert.True(_guest.Run(() => Connects(7000)));
        var many = AddressSet.Create("s", Enumerable.Range(0, 1 << 17).Select(n => IpAddress.V4(0x0b000000 + (uint)n)));
        await Assert.ThrowsAsync<ArenaFullException>(() => datapath.ApplyAsync(Policy(1, Sets(many), InterfaceRole.Host)));
        Assert.True(_guest.Run(() => Connects(22)));
        Assert.False(_guest.Run(() => Connects(7000)));
        await datapath.ReleaseAsync();
    }

    private static Socket ListenTcp(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(RouterAddress, port));
        socket.Listen();
        return socket;
    }

    private static bool Connects(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        return socket.ConnectAsync(new IPEndPoint(RouterAddress, port)).Wait(TimeSpan.FromMilliseconds(700));
    }

    private static ImmutableDictionary<string, AddressSet> Sets(AddressSet set) => ImmutableDictionary<string, AddressSet>.Empty.Add(set.Id, set);

    private static HostPolicy Policy(long revision, ImmutableDictionary<string, AddressSet> sets, InterfaceRole role = InterfaceRole.Guest)
    {
        var policy = GuestPolicy(revision, sets, new HostRule(new RuleId(1), null, "s", new LiteralService(IpProtocol.Udp, PortSet.All), RuleAction.Accept));
        var own = IpAddress.Parse(role == InterfaceRole.Guest ? "10.9.0.2" : "10.9.0.1");
        return policy with { Interfaces = policy.Interfaces.SetItem("eni-1", policy.Interfaces["eni-1"] with { Role = role, Addresses = [own] }) };
    }
}
