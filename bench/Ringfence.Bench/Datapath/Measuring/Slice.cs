using System.Diagnostics;
using Ringfence.Bench.Datapath.Topology;
using Ringfence.Bench.Datapath.Traffic;
using Ringfence.Linux.Threads;

namespace Ringfence.Bench.Datapath.Measuring;

/// <summary>Sends a number of packets over a test bed and takes the time.</summary>
internal static class Slice
{
    private const int Priority = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>From the sender to the instance.</summary>
    /// <param name="bed">Where.</param>
    /// <param name="flows">Whose packets.</param>
    /// <param name="start">The number of the first packet.</param>
    /// <param name="count">How many.</param>
    /// <param name="arriving">How many must arrive.</param>
    /// <returns>CPU nanoseconds a packet.</returns>
    /// <exception cref="LostPacketsException">Another number arrived.</exception>
    public static double Run(TestBed bed, FlowSpace flows, long start, int count, int arriving)
    {
        long before = bed.AtReceiver.Arrived;
        long time = bed.Sender.Run(() => Send(flows, flows.Pattern(bed.Shape, isReply: false, start), count));
        long arrived = Await(bed.AtReceiver, before, arriving);
        return arrived == arriving ? (double)time / count : throw new LostPacketsException(count, arriving, arrived);
    }

    /// <summary>Opens all flows and lets both sides speak, so that they count as established everywhere.</summary>
    /// <exception cref="LostPacketsException">Not all packets to the instance passed.</exception>
    public static void Establish(TestBed bed, FlowSpace flows)
    {
        Run(bed, flows, 0, flows.Count, flows.Count);
        bed.Receiver.Run(() => Send(flows, flows.Pattern(bed.Shape, isReply: true, 0), flows.Count));
        Run(bed, flows, 0, flows.Count, flows.Count);
    }

    private static long Send(FlowSpace flows, FramePattern pattern, int count) => RealTimeScheduling.Run(Priority, () =>
    {
        long begun = ThreadClock.Nanoseconds;
        flows.Generator.Send(pattern, count);
        return ThreadClock.Nanoseconds - begun;
    });

    /// <summary>What was left to ksoftirqd at the very end may be a moment late.</summary>
    private static long Await(Sink sink, long before, int arriving)
    {
        long begun = Stopwatch.GetTimestamp();
        long arrived;
        while ((arrived = sink.Arrived - before) < arriving && Stopwatch.GetElapsedTime(begun) < Patience)
            Thread.Yield();
        return arrived;
    }
}
