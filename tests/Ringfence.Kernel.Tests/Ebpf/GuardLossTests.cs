using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Datapath;
using Ringfence.Datapath.Ebpf;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>A guard's table that somebody removed, or that is somebody else's now, keeps neither a change from being in force nor damage from being repaired.</summary>
public sealed class GuardLossTests : GuestBench
{
    [Theory]
    [InlineData(GuardBy.Best)]
    [InlineData(GuardBy.Table)]
    public async Task A_change_that_brings_a_device_makes_a_table_that_has_just_gone_anew(GuardBy by)
    {
        await using var datapath = Open(by);
        await datapath.ApplyAsync(One);
        Connect("vh", "10.9.3", "eth1");
        Nft("flush ruleset");
        Assert.Empty((await datapath.ApplyAsync(Two)).InterfaceErrors);
        using var other = _guest.Run(() => Bind(OtherGuest));
        Assert.True(Reaches(other));
        Assert.True(await datapath.CheckAsync());
        Assert.Contains("\"vh\"", TestNamespace.Output($"ip netns exec {_router.Name} nft list set bridge ringfence_guard guarded"), StringComparison.Ordinal);
        await datapath.ReleaseAsync();
    }

    [Fact]
    public async Task A_change_is_in_force_and_reported_when_the_table_is_somebody_elses()
    {
        await using var datapath = Open(GuardBy.Table);
        await datapath.ApplyAsync(One);
        Connect("vh", "10.9.3", "eth1");
        Replace();
        var result = await datapath.ApplyAsync(Two);
        Assert.Equal(["eni-1", "eni-2"], result.InterfaceErrors.Keys.Order(StringComparer.Ordinal));
        Assert.All(result.InterfaceErrors.Values, error => Assert.Contains("did not make", error, StringComparison.Ordinal));
        using var other = _guest.Run(() => Bind(OtherGuest));
        Assert.True(Reaches(other));
        Assert.Contains("\"vh\"", TestNamespace.Output($"ip netns exec {_router.Name} nft list set bridge ringfence_guard guarded"), StringComparison.Ordinal);

        Nft("delete table inet ringfence_guard");
        Assert.False(await datapath.CheckAsync());
        Assert.Empty((await datapath.ApplyAsync(Two)).InterfaceErrors);
        await datapath.ReleaseAsync();
    }

    [Fact]
    public void What_enforces_is_repaired_when_the_table_is_somebody_elses()
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options with { Guard = GuardBy.Table }));
        Apply(driver, [Allow("10.9.0.1/32", 7000)]);
        using var server = Listen();
        Assert.True(Reaches(server));
        Replace();
        driver.Program.Host.Root = 0;
        Assert.False(Reaches(server));
        Assert.NotEmpty(_router.Run(driver.Devices.Check));
        Assert.True(Reaches(server));

        Apply(driver, []);
        TestNamespace.Shell($"for p in {_pins}/ringfence/test/link-*; do bpftool link detach pinned $p; done");
        Assert.True(Reaches(server));
        Assert.NotEmpty(_router.Run(driver.Devices.Check));
        Assert.False(Reaches(server));
        Assert.Contains("did not make", Assert.Single(_router.Run(driver.Devices.Check)).Value, StringComparison.Ordinal);

        Nft("delete table inet ringfence_guard");
        _router.Run(driver.Devices.Check);
        Assert.Empty(_router.Run(driver.Devices.Check));
    }

    private static System.Net.IPAddress OtherGuest => System.Net.IPAddress.Parse("10.9.3.2");

    private static HostPolicy One { get; } = GuestPolicy(
        1,
        ImmutableDictionary<string, AddressSet>.Empty.Add("s", AddressSet.Create("s", [IpAddress.Parse("10.9.0.1"), IpAddress.Parse("10.9.3.1")])),
        new HostRule(new RuleId(1), null, "s", new LiteralService(IpProtocol.Udp, PortSet.All), RuleAction.Accept));

    private static HostPolicy Two { get; } = One with
    {
        Revision = 2,
        Interfaces = One.Interfaces.Add("eni-2", One.Interfaces["eni-1"] with { InterfaceId = "eni-2", Device = "vh", Addresses = [IpAddress.Parse("10.9.3.2")] }),
    };

    private EbpfDatapath Open(GuardBy by) => new(_router.Name, new EnforcementOptions(), TimeProvider.System, NullLogger.Instance, Options with { Guard = by });

    private void Nft(string command) => TestNamespace.Shell($"ip netns exec {_router.Name} nft {command}");

    private void Replace() => Nft("'delete table inet ringfence_guard; add table inet ringfence_guard'");
}
