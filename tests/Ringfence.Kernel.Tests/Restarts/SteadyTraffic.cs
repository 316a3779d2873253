using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;

namespace Ringfence.Kernel.Tests.Restarts;

/// <summary>Probes that never pause, whose verdicts are the same at every revision: what is allowed always arrives, what is refused never does.</summary>
internal static class SteadyTraffic
{
    private const ushort Allowed = 53, Refused = 54, Established = 999;

    /// <summary>
    /// Sends until it is told to stop: one allowed flow that goes on, new allowed flows, a refused flow that goes on, new refused flows.
    /// </summary>
    /// <returns>How many were sent, and what went wrong.</returns>
    public static Task<(int Sent, List<string> Wrong)> RunAsync(Laboratory lab, LabStation web, CancellationToken done) => lab.Prober.RunAsync(() =>
    {
        var wrong = new List<string>();
        int sent = 0;
        while (!done.IsCancellationRequested && wrong.Count < 10)
        {
            Probe[] allowed = [Probe.Udp(lab.Outside.V4, web.V4, Allowed, sourcePort: Established), Probe.Udp(lab.Outside.V4, web.V4, Allowed)];
            Probe[] refused =
            [
                Probe.Udp(lab.Outside.V4, web.V4, Refused, sourcePort: Established), Probe.Udp(lab.Outside.V6, web.V6, Allowed), Probe.Udp(web.V4, lab.Outside.V4, Refused),
            ];
            var report = lab.Prober.Send([.. allowed, .. refused]);
            sent += allowed.Length + refused.Length;
            wrong.AddRange(allowed.Where(probe => !report.Reached(probe)).Select(probe => $"lost after {sent}: {probe}"));
            wrong.AddRange(refused.Where(probe => report.Count(probe, probe.To.Node) > 0).Select(probe => $"passed after {sent}: {probe}"));
        }

        return (sent, wrong);
    });
}
