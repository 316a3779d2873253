using System.Net.Sockets;
using Ringfence.Datapath;
using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Ebpf.Tables;
using Ringfence.Linux.Bpf;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>Start, end and next life of the driver, of devices and of what others do to them.</summary>
public sealed class DriverLifeTests : GuestBench
{
    [Theory]
    [InlineData(AttachBy.Tcx)]
    [InlineData(AttachBy.Clsact)]
    public void The_next_life_takes_over_without_a_packet_noticing(AttachBy by)
    {
        var options = Options with { Attach = by };
        using var server = Listen();
        Socket client;
        using (var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, options)))
        {
            Apply(driver, [Allow("10.9.0.1/32", 7000)]);
            client = _router.Run(() => Open(server));
            Assert.True(Echo(client, server));
        }

        using (client)
        {
            Assert.True(Echo(client, server));
            using var second = _router.Run(() => EbpfDriver.Open(_pins, _scope, options));
            Assert.True(second.Adopted);
            Assert.True(Echo(client, server));
            Assert.Single(new FlowTable(second.Program).Read());
            Apply(second, [Allow("10.9.0.0/24", 7000)]);
            Assert.True(Echo(client, server));
            Apply(second, []);
            Assert.False(Echo(client, server));
        }
    }

    [Fact]
    public void Programs_that_are_verified_are_taken_over_but_never_with_other_maps()
    {
        uint Life(EbpfOptions options, bool adopts)
        {
            using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, options));
            Apply(driver, []);
            Assert.Equal(adopts, driver.Adopted);
            Assert.Contains(driver.Program.Map("rf_host").Id, driver.Program.ToInstance.MapIds());
            return driver.Program.ToInstance.Id;
        }

        uint first = Life(Options, adopts: false);
        Assert.Equal(first, Life(Options, adopts: true));
        var larger = Options with { Sizes = Options.Sizes with { FlowSlots = 1 << 11 } };
        uint second = Life(larger, adopts: false);
        Assert.NotEqual(first, second);
        // Another build, which knows nothing of pinned programs, has brought maps of the same sizes.
        using (var others = EbpfProgram.Load(larger.Sizes))
            new EbpfPins(_pins, _scope).PinMaps(others);
        Assert.NotEqual(second, Life(larger, adopts: true));
        using var server = Listen();
        Assert.False(Reaches(server));
    }

    [Fact]
    public void Many_lives_one_after_the_other_leave_no_more_behind_than_one()
    {
        var options = Options with { Sizes = Options.Sizes with { ArenaBytes = 1 << 22 } };
        long most = 0;
        for (int life = 0; life < 12; life++)
        {
            using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, options));
            Apply(driver, [Allow("10.9.0.1/32", 7000)]);
            most = Math.Max(most, new Arena(driver.Program.Arena, driver.Program.Sizes.ArenaBytes).UsedBytes);
        }

        // A life's tables are some hundred kilobytes: without giving back, twelve lives would not fit.
        Assert.InRange(most, 1, (1 << 22) - 1);
        using var server = Listen();
        Assert.True(Reaches(server));
    }

    [Fact]
    public void Rule_hits_go_on_over_lives_and_over_other_sizes_of_the_maps()
    {
        using var server = Listen();
        var sizes = new[] { Options.Sizes, Options.Sizes, Options.Sizes with { Rules = 512, FlowSlots = 1 << 11 } };
        DateTimeOffset? since = null;
        for (int life = 0; life < sizes.Length; life++)
        {
            using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options with { Sizes = sizes[life], CountPackets = true }));
            Assert.Equal(since ??= driver.CountingSince, driver.CountingSince);
            // The rules before it differ from life to life, so that numbers given in order would not be the same.
            Apply(driver, [.. Enumerable.Range(0, life).Select(other => Allow("10.8.0.0/16", (ushort)(100 + other + (life * 10)))), Allow("10.9.0.1/32", 7000)]);
            Assert.True(Reaches(server));
            Assert.Equal(
                [KeyValuePair.Create(new RuleId(7000), new RuleHits(life + 1, 2 * (life + 1), 2 * (life + 1) * (14 + 20 + 8 + 3)))],
                driver.RuleHits([new(7000), new(7001)]));
        }
    }

    [Fact]
    public void A_device_that_was_expected_is_enforced_with_the_first_plan_and_not_before()
    {
        var expecting = Options with { Expected = ["vg", "absent"] };
        using var server = Listen();
        using (_router.Run(() => EbpfDriver.Open(_pins, _scope, expecting)))
            Assert.True(Reaches(server));
        Assert.Empty(_router.Run(() => Running("vg")));

        using (var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, expecting)))
        {
            Apply(driver, []);
            Assert.False(Reaches(server));
            Assert.Equal([driver.Program.ToInstance.Id, driver.Program.FromInstance.Id], _router.Run(() => Running("vg")));
        }

        Assert.False(Reaches(server));
    }

    [Fact]
    public void A_device_that_was_expected_and_is_not_enforced_is_let_go()
    {
        TestNamespace.Shell($"ip -n {_router.Name} link add other type veth peer name another");
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options with { Expected = ["other"] }));
        Apply(driver, []);
        Assert.Empty(_router.Run(() => Running("other")));
    }

    [Fact]
    public void A_device_that_was_expected_under_two_names_is_linked_once()
    {
        TestNamespace.Shell($"ip -n {_router.Name} link property add dev vg altname vg-too && ip -n {_router.Name} link add other type veth peer name another");
        using var early = _router.Run(() => new EarlyLinks(new EbpfPins(_pins, _scope), ["vg", "vg-too", "other"]));
        Assert.True(SpinWait.SpinUntil(() => _router.Run(() => Running("other")).Count == 2, TimeSpan.FromSeconds(30)));
        early.End();
        Assert.Equal(2, _router.Run(() => Running("vg")).Count);
    }

    [Fact]
    public void Links_that_are_made_early_pass_everything_and_go_with_who_made_them()
    {
        using var server = Listen();
        using (var early = _router.Run(() => new EarlyLinks(new EbpfPins(_pins, _scope), ["absent", "vg"])))
        {
            Assert.True(SpinWait.SpinUntil(() => _router.Run(() => Running("vg")).Count == 2, TimeSpan.FromSeconds(30)));
            Assert.True(Reaches(server));
            early.End();
            uint ifindex = _router.Run(() => NetworkDevice.IndexOf("vg"));
            Assert.Null(early.TryTake(ifindex + 1, TcxHook.Egress));
            early.TryTake(ifindex, TcxHook.Egress)!.Dispose();
            Assert.Null(early.TryTake(ifindex, TcxHook.Egress));
            Assert.Single(_router.Run(() => Running("vg")));
        }

        Assert.Empty(_router.Run(() => Running("vg")));
    }

    /// <summary>The programs at a guest's device: to the instance, from it.</summary>
    private static List<uint> Running(string device) =>
        [.. new[] { TcxHook.Egress, TcxHook.Ingress }.SelectMany(hook => TcxQuery.Programs(NetworkDevice.IndexOf(device), hook)).Select(found => found.Program)];

    [Fact]
    public void A_program_that_somebody_takes_off_is_put_back_and_reported()
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options));
        Apply(driver, []);
        using var server = Listen();
        Assert.Empty(_router.Run(driver.Devices.Check));
        TestNamespace.Shell($"for p in {_pins}/ringfence/test/link-*; do bpftool link detach pinned $p; done");
        Assert.True(Reaches(server));
        Assert.NotEmpty(_router.Run(driver.Devices.Check));
        Assert.False(Reaches(server));
        Assert.Empty(_router.Run(driver.Devices.Check));
    }

    [Fact]
    public void Somebody_elses_program_before_ours_is_reported()
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options));
        Apply(driver, []);
        using var foreign = _router.Run(() => BpfLink.CreateTcx(driver.Program.Jiffies, NetworkDevice.IndexOf("vg"), TcxHook.Ingress));
        Assert.Contains("before ours", Assert.Single(_router.Run(driver.Devices.Check)).Value, StringComparison.Ordinal);
        foreign.Detach();
        Assert.Empty(_router.Run(driver.Devices.Check));
    }

    [Fact]
    public void What_somebody_wrote_over_is_put_right_and_reported()
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options));
        Apply(driver, [Allow("10.9.0.1/32", 7000)]);
        using var server = Listen();
        Assert.True(Reaches(server));
        int index = (int)_router.Run(() => NetworkDevice.IndexOf("vg")) & 15;
        Action[] edits =
        [
            () => driver.Program.Interfaces[index].Ifindex = 4711,
            () => driver.Program.Host.Root = 0,
            () => HostImage.Words(new Arena(driver.Program.Arena, driver.Program.Sizes.ArenaBytes), (uint)(driver.Program.Host.Root >> 32), 16)[index] = 0,
        ];
        foreach (var edit in edits)
        {
            edit();
            Assert.False(Reaches(server));
            Assert.NotEmpty(_router.Run(driver.Devices.Check));
            Assert.True(Reaches(server));
            Assert.Empty(_router.Run(driver.Devices.Check));
        }
    }

    [Fact]
    public void The_probes_say_that_this_kernel_can()
    {
        var features = _router.Run(EbpfFeatures.Probe);
        Assert.True(EbpfFeatures.Suffice(features), string.Join('\n', features));
        Assert.DoesNotContain(features, feature => feature.Detail.Length == 0);
    }

    [Fact]
    public void Releasing_takes_everything_out()
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options));
        Apply(driver, []);
        using var server = Listen();
        Assert.False(Reaches(server));
        _router.Run(driver.Release);
        Assert.True(Reaches(server));
        Assert.False(Directory.Exists(Path.Combine(_pins, "ringfence", _scope)));
    }
}
