using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Agent;
using Ringfence.Agent.Trials;
using Ringfence.Datapath;
using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Ebpf.Tables;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Linux.Bpf;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>While a policy cannot be enforced, what is in force is looked after as ever.</summary>
public sealed class FailingApplyTests : GuestBench
{
    private static readonly EbpfOptions Small = Options with { Sizes = Options.Sizes with { ArenaBytes = 1 << 21 } };

    private static readonly HostRule Udp = new(new RuleId(1), null, "s", new LiteralService(IpProtocol.Udp, PortSet.All), RuleAction.Accept);

    [Fact]
    public async Task A_program_that_somebody_takes_off_meanwhile_is_put_back_and_reported()
    {
        await using var datapath = new EbpfDatapath(_router.Name, new EnforcementOptions(), TimeProvider.System, NullLogger.Instance, Small);
        var (feed, reporter) = (new PublishedFeed(), new LastReport());
        using var server = Listen();
        await using (new HostAgent(feed, datapath, reporter, new TrialClock(new KernelBootClock(), TimeProvider.System), TimeProvider.System, NullLogger<HostAgent>.Instance))
        {
            feed.Publish(GuestPolicy(1, Sets([IpAddress.Parse("10.8.0.1")]), Udp));
            await EnforcedLab.EventuallyAsync(() => reporter.Value is { EnforcedRevision: 1, Error: null }, "the first policy is enforced");
            Assert.False(Reaches(server));
            feed.Publish(GuestPolicy(2, Sets(TooMany), Udp));
            await EnforcedLab.EventuallyAsync(() => reporter.Value is { EnforcedRevision: 1, Error: not null }, "the second one is refused");
            Assert.DoesNotContain(reporter.Errors, IsDamage);

            TakeOff();
            Assert.True(Reaches(server));
            await EnforcedLab.EventuallyAsync(() => !Reaches(server), "the program is back");
            await EnforcedLab.EventuallyAsync(() => reporter.Errors.Any(IsDamage), "somebody is told");
            await EnforcedLab.EventuallyAsync(() => reporter.Value is { Error: { } error } && !IsDamage(error), "what is wrong now is that the second one is refused");
        }

        await datapath.ReleaseAsync();
    }

    [Fact]
    public async Task An_interface_that_is_closed_because_its_first_policy_fails_stays_closed()
    {
        await using var datapath = new EbpfDatapath(_router.Name, new EnforcementOptions(), TimeProvider.System, NullLogger.Instance, Small);
        using var server = Listen();
        await Assert.ThrowsAsync<ArenaFullException>(() => datapath.ApplyAsync(GuestPolicy(1, Sets(TooMany), Udp)));
        Assert.False(Reaches(server));
        TakeOff();
        Assert.True(Reaches(server));
        Assert.False(await datapath.CheckAsync());
        Assert.False(Reaches(server));
        await datapath.ReleaseAsync();
    }

    [Theory]
    [InlineData(AttachBy.Tcx)]
    [InlineData(AttachBy.Clsact)]
    public async Task What_a_life_before_enforced_and_somebody_takes_off_while_the_first_policy_fails_is_closed(AttachBy by)
    {
        var options = Small with { Attach = by };
        using var server = Listen();
        await using (var before = new EbpfDatapath(_router.Name, new EnforcementOptions(), TimeProvider.System, NullLogger.Instance, options))
            await before.ApplyAsync(GuestPolicy(1, Sets([RouterIp]), Udp));
        await using var datapath = new EbpfDatapath(_router.Name, new EnforcementOptions(), TimeProvider.System, NullLogger.Instance, options);
        await Assert.ThrowsAsync<ArenaFullException>(() => datapath.ApplyAsync(GuestPolicy(2, Sets(TooMany), Udp)));
        Assert.True(Reaches(server));
        if (by == AttachBy.Tcx)
            TakeOff();
        else
            TestNamespace.Shell($"tc -n {_router.Name} qdisc del dev vg clsact");
        await Assert.ThrowsAsync<ArenaFullException>(() => datapath.ApplyAsync(GuestPolicy(2, Sets(TooMany), Udp)));
        Assert.False(Reaches(server));
        await datapath.ApplyAsync(GuestPolicy(3, Sets([RouterIp]), Udp));
        Assert.True(Reaches(server));
        await datapath.ReleaseAsync();
    }

    [Fact]
    public async Task An_interface_that_only_the_refused_policy_has_stays_closed_while_another_ones_program_is_put_back()
    {
        Connect("vh", "10.9.3", "eth1");
        using var server = Listen();
        using var other = _guest.Run(() => Bind(IPAddress.Parse("10.9.3.2")));
        await using var datapath = new EbpfDatapath(_router.Name, new EnforcementOptions(), TimeProvider.System, NullLogger.Instance, Small);
        await datapath.ApplyAsync(GuestPolicy(1, Sets([IpAddress.Parse("10.8.0.1")]), Udp));
        Assert.True(Reaches(other));
        var larger = GuestPolicy(2, Sets(TooMany), Udp);
        var added = larger.Interfaces["eni-1"] with { InterfaceId = "eni-2", Device = "vh", Addresses = [IpAddress.Parse("10.9.3.2")] };
        await Assert.ThrowsAsync<ArenaFullException>(() => datapath.ApplyAsync(larger with { Interfaces = larger.Interfaces.Add("eni-2", added) }));
        Assert.False(Reaches(other));

        TakeOff();
        Assert.True(Reaches(server));
        Assert.False(await datapath.CheckAsync());
        await datapath.RestoreAsync();
        Assert.False(Reaches(server));
        Assert.False(Reaches(other));
        Assert.True(await datapath.CheckAsync());

        // Taken back by the next policy, it is let go.
        await datapath.ApplyAsync(GuestPolicy(3, Sets([IpAddress.Parse("10.8.0.1")]), Udp));
        Assert.True(Reaches(other));
        await datapath.ReleaseAsync();
    }

    [Fact]
    public async Task What_a_life_before_enforced_stays_at_a_device_that_the_next_cannot_attach_to()
    {
        var options = Small with { Guard = GuardBy.None };
        var refusing = GuestPolicy(1, Sets([IpAddress.Parse("10.8.0.1")]), Udp);
        using var server = Listen();
        await using (var before = new EbpfDatapath(_router.Name, new EnforcementOptions(), TimeProvider.System, NullLogger.Instance, options with { Attach = AttachBy.Clsact }))
            await before.ApplyAsync(refusing);
        await using var datapath = new EbpfDatapath(_router.Name, new EnforcementOptions(), TimeProvider.System, NullLogger.Instance, options with { Attach = AttachBy.Tcx });
        var crowd = _router.Run(Crowd);
        Assert.NotEmpty((await datapath.ApplyAsync(refusing)).InterfaceErrors);
        Assert.False(Reaches(server));
        Assert.True(_router.Run(HasFilter));

        crowd.ForEach(link => link.Dispose());
        await EnforcedLab.EventuallyAsync(() => datapath.ApplyAsync(refusing).GetAwaiter().GetResult().InterfaceErrors.IsEmpty, "it is attached");
        Assert.False(_router.Run(HasFilter));
        Assert.False(Reaches(server));
        await datapath.ReleaseAsync();
    }

    [Fact]
    public async Task What_is_attached_stays_while_the_first_policy_fails_though_a_life_in_between_has_brought_its_own_maps_and_no_policy()
    {
        var later = Small with { Sizes = Small.Sizes with { FlowSlots = Small.Sizes.FlowSlots * 2 } };
        using var server = Listen();
        await using (var first = new EbpfDatapath(_router.Name, new EnforcementOptions(), TimeProvider.System, NullLogger.Instance, Small))
            await first.ApplyAsync(GuestPolicy(1, Sets([RouterIp]), Udp));
        await using (new EbpfDatapath(_router.Name, new EnforcementOptions(), TimeProvider.System, NullLogger.Instance, later))
        {
        }

        await using var datapath = new EbpfDatapath(_router.Name, new EnforcementOptions(), TimeProvider.System, NullLogger.Instance, later);
        await Assert.ThrowsAsync<ArenaFullException>(() => datapath.ApplyAsync(GuestPolicy(2, Sets(TooMany), Udp)));
        Assert.True(Reaches(server));
        TakeOff();
        await Assert.ThrowsAsync<ArenaFullException>(() => datapath.ApplyAsync(GuestPolicy(2, Sets(TooMany), Udp)));
        Assert.False(Reaches(server));
        await datapath.ReleaseAsync();
    }

    /// <summary>As many programs as one of the device's hooks takes, each of which leaves every packet to the next.</summary>
    private static List<BpfLink> Crowd()
    {
        var crowd = new List<BpfLink>();
        while (true)
        {
            using var code = BpfObject.Open("placeholder", EbpfImage.Read("placeholder.bpf.o"));
            code.Load();
            using var program = code.TakeProgram("ringfence_placeholder");
            try
            {
                crowd.Add(BpfLink.CreateTcx(program, NetworkDevice.IndexOf("vg"), TcxHook.Egress));
            }
            catch (BpfException) when (crowd.Count > 1)
            {
                return crowd;
            }
        }
    }

    private static bool HasFilter() => new ClsactFilter(NetworkDevice.IndexOf("vg"), ingress: false).ProgramId() != 0;

    private static IpAddress RouterIp => IpAddress.Parse("10.9.0.1");

    private static IEnumerable<IpAddress> TooMany => Enumerable.Range(0, 1 << 17).Select(n => IpAddress.V4(0x0b000000 + (uint)n));

    private static bool IsDamage(string error) => error.Contains("removed or changed by somebody else", StringComparison.Ordinal);

    private static ImmutableDictionary<string, AddressSet> Sets(IEnumerable<IpAddress> members) => ImmutableDictionary<string, AddressSet>.Empty.Add("s", AddressSet.Create("s", members));

    private void TakeOff() => _router.Run(() =>
    {
        var pins = new EbpfPins(BpfFs.DefaultMount, NamespaceScope.Current());
        foreach (bool toInstance in (bool[])[true, false])
        {
            using var link = pins.TryGetLink(NetworkDevice.IndexOf("vg"), toInstance)!;
            link.Detach();
        }
    });
}
