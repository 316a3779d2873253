using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Datapath;
using Ringfence.Datapath.Ebpf;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>A device is never open before it is enforced: by the program at the netfilter hooks, and by the table that does it on kernels without such programs.</summary>
public sealed class BirthTests : GuestBench
{
    [Theory]
    [InlineData(GuardBy.Best)]
    [InlineData(GuardBy.Table)]
    public void A_device_that_is_made_again_is_enforced_again(GuardBy by)
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options with { Guard = by }));
        Apply(driver, []);
        TestNamespace.Shell($"ip -n {_router.Name} link del vg");
        Connect();
        Assert.Empty(_router.Run(driver.Devices.Refresh));
        using var server = Listen();
        Assert.False(Reaches(server));
    }

    [Theory]
    [InlineData(GuardBy.Best)]
    [InlineData(GuardBy.Table)]
    public void A_device_is_closed_from_its_birth_also_when_nobody_runs(GuardBy by)
    {
        using (var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options with { Guard = by })))
        {
            Assert.Equal(new DropCount(0, 0), _router.Run(() => driver.GuardDrops));
            Apply(driver, [Allow("10.9.0.1/32", 7000)]);
            using var open = Listen();
            Assert.True(Reaches(open));
        }

        TestNamespace.Shell($"ip -n {_router.Name} link del vg");
        // Made under another, longer name and renamed, as container runtimes do.
        Connect("a-longer-name");
        using var server = Listen();
        Assert.True(Reaches(server));
        TestNamespace.Shell($"ip -n {_router.Name} link set a-longer-name name vg");
        Assert.False(Reaches(server));

        using var next = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options with { Guard = by }));
        Assert.True(_router.Run(() => next.GuardDrops) is { Packets: > 0, Bytes: > 0 });
        Assert.False(Reaches(server));
        Apply(next, [Allow("10.9.0.1/32", 7000)]);
        Assert.True(Reaches(server));
    }

    [Theory]
    [InlineData(GuardBy.Best)]
    [InlineData(GuardBy.Table)]
    public void A_device_whose_coming_nobody_told_of_is_attached_at_the_next_look(GuardBy by)
    {
        TestNamespace.Shell($"ip -n {_router.Name} link del vg");
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options with { Guard = by }));
        Apply(driver, [Allow("10.9.0.1/32", 7000)]);
        Connect();
        using var server = Listen();
        Assert.False(Reaches(server));
        Assert.Empty(_router.Run(driver.Devices.Check));
        Assert.True(Reaches(server));
    }

    [Theory]
    [InlineData(GuardBy.Best)]
    [InlineData(GuardBy.Table)]
    public void A_guard_that_somebody_detaches_or_talks_out_of_a_name_is_put_back_and_reported(GuardBy by)
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options with { Guard = by }));
        Apply(driver, [Allow("10.9.0.1/32", 7000)]);
        string guards = $"{_pins}/ringfence/test", nft = $"ip netns exec {_router.Name} nft";
        string[] edits = by == GuardBy.Table
            ?
            [
                $"{nft} delete table inet ringfence_guard",
                $"{nft} flush chain inet ringfence_guard forward",
                $"{nft} delete element inet ringfence_guard guarded '{{ \"vg\" }}'",
                $"{nft} add element inet ringfence_guard attached '{{ \"vg\" . 4711 }}'",
                $"{nft} delete table bridge ringfence_guard",
            ]
            :
            [
                $"for p in {guards}/guard-*; do bpftool link detach pinned $p; done",
                $"bpftool map delete pinned {guards}/rf_guarded key hex 76 67 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
            ];
        foreach (string edit in edits)
        {
            TestNamespace.Shell(edit);
            Assert.Contains("guard", Assert.Single(_router.Run(driver.Devices.Check)).Value, StringComparison.Ordinal);
            Assert.Empty(_router.Run(driver.Devices.Check));
        }

        // And it guards: a device of the name is closed from its birth.
        TestNamespace.Shell($"ip -n {_router.Name} link del vg");
        Connect();
        using var server = Listen();
        Assert.False(Reaches(server));
        Assert.Empty(_router.Run(driver.Devices.Refresh));
        Assert.True(Reaches(server));
    }

    [Theory]
    [InlineData(GuardBy.Best, GuardBy.Table)]
    [InlineData(GuardBy.Table, GuardBy.Best)]
    [InlineData(GuardBy.Table, GuardBy.None)]
    [InlineData(GuardBy.Best, GuardBy.None)]
    public void A_life_that_guards_in_another_way_lets_go_of_the_guard_of_the_one_before(GuardBy before, GuardBy after)
    {
        using (var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options with { Guard = before })))
            Apply(driver, [Allow("10.9.0.1/32", 7000)]);
        using var next = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options with { Guard = after }));
        using var server = Listen();
        TestNamespace.Shell($"ip -n {_router.Name} link del vg");
        Connect();
        // Until its first plan, what the life before guarded is.
        Assert.False(Reaches(server));
        Apply(next, [Allow("10.9.0.1/32", 7000)]);
        Assert.True(Reaches(server));
        Assert.Empty(_router.Run(next.Devices.Check));

        // A device that comes and is not attached yet shows who guards now.
        TestNamespace.Shell($"ip -n {_router.Name} link del vg");
        Connect();
        Assert.Equal(after == GuardBy.None, Reaches(server));
        Assert.Equal(after == GuardBy.Table, Tables().Contains("table inet ringfence_guard", StringComparison.Ordinal));
        _router.Run(next.Release);
        Assert.True(Reaches(server));
        Assert.DoesNotContain("ringfence", Tables(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(GuardBy.Best, "eni-1")]
    [InlineData(GuardBy.Best, "eni-2")]
    [InlineData(GuardBy.Table, "eni-1")]
    [InlineData(GuardBy.Table, "eni-2")]
    public async Task A_guests_device_that_becomes_the_machines_own_is_not_guarded_any_more(GuardBy by, string id)
    {
        await using var datapath = new EbpfDatapath(_router.Name, new EnforcementOptions(), TimeProvider.System, NullLogger.Instance, Options with { Guard = by });
        var guest = GuestPolicy(1, Everyone, Udp);
        using (var inside = Listen())
        {
            await datapath.ApplyAsync(guest);
            Assert.True(Reaches(inside));
        }

        var own = guest.Interfaces["eni-1"] with { InterfaceId = id, Role = InterfaceRole.Host, Addresses = [IpAddress.Parse("10.9.0.1")] };
        var result = await datapath.ApplyAsync(guest with { Revision = 2, Interfaces = ImmutableDictionary<string, InterfacePolicy>.Empty.Add(id, own) });
        Assert.Empty(result.InterfaceErrors);
        using var machine = _router.Run(() => Bind(RouterAddress));
        using var client = _guest.Run(() => Open(machine));
        Assert.True(Echo(client, machine));
        await datapath.ReleaseAsync();
    }

    [Fact]
    public void A_table_of_others_with_the_guards_name_is_left_alone_where_the_program_guards()
    {
        TestNamespace.Shell($"ip netns exec {_router.Name} nft add table inet ringfence_guard");
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options));
        Apply(driver, []);
        _router.Run(driver.Release);
        Assert.Equal("table inet ringfence_guard\n", Tables());
        Assert.Throws<IOException>(() => _router.Run(() => EbpfDriver.Open(_pins, _scope, Options with { Guard = GuardBy.Table })));
    }

    private static ImmutableDictionary<string, AddressSet> Everyone =>
        ImmutableDictionary<string, AddressSet>.Empty.Add("s", AddressSet.Create("s", new[] { RouterAddress, GuestAddress }.Select(address => IpAddress.Parse(address.ToString()))));

    private static HostRule Udp => new(new RuleId(1), null, "s", new LiteralService(IpProtocol.Udp, PortSet.All), RuleAction.Accept);

    private string Tables() => TestNamespace.Output($"ip netns exec {_router.Name} nft list tables");
}
