using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;

namespace Ringfence.Kernel.Tests.Restarts;

/// <summary>Probes that never pause, whose verdicts are the same at every revision: what is allowed always arrives, what is refused never does.</summary>
internal static class SteadyTraffic
{
    private const ushort Allowed = 53, Refused = 54, Established = 999, Answered = 998;

    /// <summary>
    /// Sends until it is told to stop: one allowed flow that goes on, new allowed flows, answers of a flow that was opened before, a refused flow that goes on, new refused flows. Nothing but their flow
    /// lets the answers out, and nothing opens it again: a flow table that was lost for a moment shows in the first of them.
    /// </summary>
    /// <param name="lab">The laboratory.</param>
    /// <param name="web">Takes UDP at port 53 by IPv4 from anywhere, and sends nothing of its own.</param>
    /// <param name="done">When to stop.</param>
    /// <param name="keepsFlows">Whether flows are to outlive what happens meanwhile; if not, there are no answers.</param>
    /// <returns>How many were sent, and what went wrong.</returns>
    public static Task<(int Sent, List<string> Wrong)> RunAsync(Laboratory lab, LabStation web, CancellationToken done, bool keepsFlows = true) => lab.Prober.RunAsync(() =>
    {
        var wrong = new List<string>();
        int sent = 0;
        Probe Answer(ushort port) => Probe.Udp(web.V4, lab.Outside.V4, port, sourcePort: Allowed);
        // Both sides have spoken, and the opener again: the flow lives as long as it can.
        foreach (var probe in keepsFlows ? (Probe[])[Question(lab, web), Answer(Answered), Question(lab, web)] : [])
        {
            if (!lab.Prober.Send(probe).Reached(probe))
                wrong.Add($"lost at the beginning: {probe}");
        }

        while (!done.IsCancellationRequested && wrong.Count < 10)
        {
            Probe[] allowed = [Probe.Udp(lab.Outside.V4, web.V4, Allowed, sourcePort: Established), Probe.Udp(lab.Outside.V4, web.V4, Allowed), .. keepsFlows ? (Probe[])[Answer(Answered)] : []];
            Probe[] refused =
            [
                Probe.Udp(lab.Outside.V4, web.V4, Refused, sourcePort: Established), Probe.Udp(lab.Outside.V6, web.V6, Allowed), Probe.Udp(web.V4, lab.Outside.V4, Refused),
                Answer(Answered - 1),
            ];
            var report = lab.Prober.Send([.. allowed, .. refused]);
            sent += allowed.Length + refused.Length;
            wrong.AddRange(allowed.Where(probe => !report.Reached(probe)).Select(probe => $"lost after {sent}: {probe}"));
            wrong.AddRange(refused.Where(probe => report.Count(probe, probe.To.Node) > 0).Select(probe => $"passed after {sent}: {probe}"));
        }

        return (sent, wrong);
    });

    private static Probe Question(Laboratory lab, LabStation web) => Probe.Udp(lab.Outside.V4, web.V4, Allowed, sourcePort: Answered);
}
