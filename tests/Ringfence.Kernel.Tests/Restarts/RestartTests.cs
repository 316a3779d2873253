using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Conversations;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;

namespace Ringfence.Kernel.Tests.Restarts;

/// <summary>Section 2, point 9: while the server is gone and while it comes back, the last accepted revision is enforced.</summary>
public sealed class RestartTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(LinkKind.Routed, true)]
    [InlineData(LinkKind.Routed, false)]
    [InlineData(LinkKind.Bridged, true)]
    public async Task Under_traffic_an_allowed_flow_loses_no_packet_and_a_refused_one_passes_none(LinkKind link, bool killed)
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(link));
        var (lab, web, app) = (enforced.Lab, enforced.Lab["web"], enforced.Lab["app"]);
        var guarded = await enforced.GuardAsync(web, [ApiRule.AcceptTcp("80", "0.0.0.0/0"), ApiRule.AcceptUdp("53", "0.0.0.0/0")], []);
        await enforced.GuardAsync(app, [], ApiRule.Anywhere);
        await using var conversation = await TcpConversation.TryOpenAsync(app.V4, web.V4, 80, EnforcedLab.Patience, Cancel);
        Assert.NotNull(conversation);

        using var done = new CancellationTokenSource();
        var sending = SteadyTraffic.RunAsync(lab, web, done.Token);
        for (int life = 0; life < 2; life++)
        {
            if (killed)
                await enforced.KillServerAsync();
            else
                await enforced.StopServerAsync();
            Assert.True(await conversation.ExchangeAsync(1000, EnforcedLab.Patience, Cancel));
            await enforced.StartServerAsync();
            await enforced.SettleAsync();
            Assert.True(await conversation.ExchangeAsync(1000, EnforcedLab.Patience, Cancel));
        }

        await done.CancelAsync();
        var (sent, wrong) = await sending;
        Assert.Empty(wrong);
        Assert.True(sent > 100, $"Only {sent} probes were sent.");

        // The new life knows the old one's world and can change it.
        await enforced.Api.ResetRulesAsync(guarded.GroupId, [ApiRule.AcceptTcp("81", "0.0.0.0/0")], [], Cancel);
        await enforced.SettleAsync();
        enforced.AssertPasses(Probe.Tcp(app.V4, web.V4, 81));
        enforced.AssertDropped(Probe.Tcp(app.V4, web.V4, 80));
        Assert.False(await conversation.ExchangeAsync(100, TimeSpan.FromMilliseconds(400), Cancel));
    }

    [Fact]
    public async Task A_device_made_while_no_server_runs_is_closed()
    {
        var layout = new LabLayout { Stations = [new("web") { Silent = true }], SilentOutside = true };
        await using var enforced = await EnforcedLab.StartAsync(layout);
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        await enforced.GuardAsync(web, [ApiRule.AcceptTcp("80", "0.0.0.0/0")], []);
        await enforced.KillServerAsync();
        await web.DetachAsync();
        await web.AttachAsync();
        enforced.AssertDropped(Probe.Udp(lab.Outside.V4, web.V4, 53));
        enforced.AssertDropped(Probe.Udp(web.V4, lab.Outside.V4, 53));
        var allowed = Probe.Tcp(lab.Outside.V4, web.V4, 80);
        if (EnforcedLab.IsEbpf)
        {
            // Rules by device name hold for the new device at once; programs must be attached to it, and until somebody does it is closed.
            enforced.AssertDropped(allowed);
            await enforced.StartServerAsync();
            await enforced.SettleAsync();
        }

        enforced.AssertPasses(allowed);
    }
}
