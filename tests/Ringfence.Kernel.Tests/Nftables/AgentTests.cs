using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Agent;
using Ringfence.Agent.Trials;
using Ringfence.Datapath;
using Ringfence.Kernel.Tests.Harness;

namespace Ringfence.Kernel.Tests.Nftables;

/// <summary>The agent on the real driver.</summary>
public sealed class AgentTests() : DriverTest(bridged: false)
{
    [Fact]
    public async Task Applies_reports_follows_devices_and_puts_removed_rules_back()
    {
        var (feed, reporter) = (new PublishedFeed(), new LastReport());
        await using (new HostAgent(feed, Datapath, reporter, new TrialClock(new KernelBootClock(), TimeProvider.System), TimeProvider.System, NullLogger<HostAgent>.Instance))
        {
            Assert.DoesNotContain("ringfence", Command.In(Network.Host, "nft list tables"), StringComparison.Ordinal);
            var policy = Policies.GuestB("+tcp:80 0.0.0.0/0").WithInterface("tapz", ["10.9.5.1"], [], []);
            feed.Publish(policy);
            await Until(() => reporter.Value?.EnforcedRevision == policy.Revision);
            Assert.True(reporter.Value!.Interfaces["eni-tapb"].DevicePresent);
            Assert.False(reporter.Value!.Interfaces["eni-tapz"].DevicePresent);

            Network.Batch("h", "link add tapz type bridge\n");
            await Until(() => reporter.Value!.Interfaces["eni-tapz"].DevicePresent);

            Command.In(Network.Host, "nft flush ruleset");
            await Until(() => Command.In(Network.Host, "nft list tables").Contains("inet ringfence", StringComparison.Ordinal));
            await Until(() => reporter.Value!.Error is null);
        }

        Assert.Contains("inet ringfence", Command.In(Network.Host, "nft list tables"), StringComparison.Ordinal);
        await EnforcementRelease.RunAsync(Datapath);
        Assert.DoesNotContain("ringfence", Command.In(Network.Host, "nft list tables"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_life_replaces_the_first_and_leaves_foreign_tables_alone()
    {
        Command.In(Network.Host, "nft add table inet theirs { chain c { type filter hook forward priority 0 ; } ; }");
        string theirs = Command.In(Network.Host, "nft list table inet theirs");
        using var listener = Network.Listen("b", 80);
        await Datapath.ApplyAsync(Policies.GuestB("+tcp:80 0.0.0.0/0"));
        using var client = await Network.Connect("a", "10.9.2.1", 80, Cancellation);
        using var server = await listener.AcceptAsync(Cancellation);

        await using var second = Open(new EnforcementOptions());
        Assert.Equal(ApplyMode.Full, (await second.ApplyAsync(Policies.GuestB("+tcp:80 0.0.0.0/0"))).Mode);
        await server.SendAsync(new byte[1], Cancellation);
        Assert.True(await SmallNetwork.Arrives(client!, Cancellation));
        await second.ApplyAsync(Policies.GuestB());
        await client!.SendAsync(new byte[1], Cancellation);
        Assert.False(await SmallNetwork.Arrives(server, Cancellation));
        Assert.Equal(theirs, Command.In(Network.Host, "nft list table inet theirs"));
    }

    [Fact]
    public async Task A_table_of_the_same_name_that_is_not_ours_is_refused()
    {
        Command.In(Network.Host, "nft add table inet ringfence");
        await Assert.ThrowsAnyAsync<IOException>(() => Datapath.ApplyAsync(Policies.GuestB()));
        await Assert.ThrowsAnyAsync<IOException>(() => Datapath.ReleaseAsync());
        Assert.Contains("inet ringfence", Command.In(Network.Host, "nft list tables"), StringComparison.Ordinal);
    }
}
