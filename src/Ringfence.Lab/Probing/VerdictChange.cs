using System.Diagnostics;
using Ringfence.Lab.Topology;

namespace Ringfence.Lab.Probing;

/// <summary>How long a change took, seen from its caller and from the packets.</summary>
/// <param name="Answer">From the call to its answer.</param>
/// <param name="Noticed">From the answer to the sending of the first packet that got the new verdict; zero when that was sent before the answer.</param>
public readonly record struct VerdictChange(TimeSpan Answer, TimeSpan Noticed)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Makes a change while probes are sent, and finds the first one that it was true for.</summary>
    /// <param name="lab">The laboratory.</param>
    /// <param name="probe">Makes the next probe: a new flow each, or always the same one.</param>
    /// <param name="passesAfter">The verdict after the change; before it is the opposite.</param>
    /// <param name="change">Makes the change; returns with the API's answer.</param>
    /// <param name="pace">When probes are sent; without a pause when not given.</param>
    /// <exception cref="InvalidOperationException">The verdict was the new one before the change.</exception>
    /// <exception cref="TimeoutException">The verdict did not change within twenty seconds.</exception>
    public static async Task<VerdictChange> MeasureAsync(Laboratory lab, Func<Probe> probe, bool passesAfter, Func<Task> change, ProbePace? pace = null)
    {
        pace ??= ProbePace.WithoutPause();
        if (lab.Reaches(probe()) == passesAfter)
            throw new InvalidOperationException("The verdict is the new one before the change.");
        using var failed = new CancellationTokenSource();
        var watching = lab.Prober.RunAsync(() => pace.Watch(() => Watch(lab, probe, passesAfter, pace, failed.Token)));
        long called = Stopwatch.GetTimestamp();
        try
        {
            await change().ConfigureAwait(false);
        }
        catch
        {
            await failed.CancelAsync().ConfigureAwait(false);
            throw;
        }

        long answered = Stopwatch.GetTimestamp();
        long noticed = await watching.ConfigureAwait(false);
        var after = Stopwatch.GetElapsedTime(answered, noticed);
        return new VerdictChange(Stopwatch.GetElapsedTime(called, answered), after < TimeSpan.Zero ? TimeSpan.Zero : after);
    }

    private static long Watch(Laboratory lab, Func<Probe> probe, bool passesAfter, ProbePace pace, CancellationToken failed)
    {
        long start = Stopwatch.GetTimestamp();
        while (!failed.IsCancellationRequested)
        {
            long sent = pace.AwaitNext();
            if (lab.Reaches(probe()) == passesAfter)
                return sent;
            if (Stopwatch.GetElapsedTime(start) > Patience)
                throw new TimeoutException("The packets did not notice the change.");
        }

        return start;
    }
}
