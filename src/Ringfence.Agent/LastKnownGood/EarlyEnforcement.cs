using Microsoft.Extensions.Logging;
using Ringfence.Agent.Trials;
using Ringfence.Datapath;
using Ringfence.Policy.Hosting;

namespace Ringfence.Agent.LastKnownGood;

/// <summary>Enforces what was saved, before anything else is there.</summary>
public static partial class EarlyEnforcement
{
    /// <summary>
    /// Brings the saved policy into the kernel. What cannot be read is loud and closed: the interfaces that are known are enforced without a rule. When not even those are known, the
    /// kernel keeps what it has. Of a change that is on trial, what its time says.
    /// </summary>
    /// <param name="found">What was saved.</param>
    /// <param name="trials">How long changes on trial have left.</param>
    /// <param name="datapath">What enforces it.</param>
    /// <param name="isAttended">Whether somebody will be there when the time of a trial is over; if not, it is over now.</param>
    /// <param name="logger">For what a person should know.</param>
    /// <returns>The kernel's fault if it would not take it.</returns>
    public static async Task<string?> RunAsync(SavedPolicy found, TrialClock trials, IDatapath datapath, bool isAttended, ILogger logger)
    {
        if (found.State == SavedPolicyState.Unknown)
            LogUnknown(logger, found.Fault);
        if (found.State is SavedPolicyState.None or SavedPolicyState.Unknown)
            return null;
        if (found.State == SavedPolicyState.Closed)
            LogClosed(logger, found.Policy.Interfaces.Count, found.Fault);
        try
        {
            var policy = Wanted(trials, found, isAttended);
            if (!ReferenceEquals(policy, found.Policy))
                LogNotConfirmed(logger, found.Policy.Revision, policy.Revision);
            var result = await datapath.ApplyAsync(policy).ConfigureAwait(false);
            foreach (var (id, error) in result.InterfaceErrors)
                LogInterface(logger, id, error);
            return null;
        }
        catch (IOException refused)
        {
            LogRefused(logger, found.Policy.Revision, refused.Message);
            return refused.Message;
        }
    }

    /// <summary>What of a saved policy is to be enforced now: of a change that is on trial, what its time says.</summary>
    /// <param name="trials">How long changes on trial have left.</param>
    /// <param name="found">What was saved.</param>
    /// <param name="isAttended">Whether somebody will be there when the time of a trial is over; if not, it is over now.</param>
    public static HostPolicy Wanted(TrialClock trials, SavedPolicy found, bool isAttended) =>
        isAttended ? trials.Current(found.Policy, out _) : TrialClock.Confirmed(found.Policy);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The last enforced policy cannot be read. Its {Count} interfaces are closed until a newer policy comes. {Fault}")]
    private static partial void LogClosed(ILogger logger, int count, string fault);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The last enforced policy cannot be read, nor which interfaces it had: the kernel keeps what it has until a newer policy comes. {Fault}")]
    private static partial void LogUnknown(ILogger logger, string fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Interface} could not be enforced as saved: {Error}")]
    private static partial void LogInterface(ILogger logger, string @interface, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Revision {Revision} holds a change that was not confirmed in time; revision {Earlier} is enforced")]
    private static partial void LogNotConfirmed(ILogger logger, long revision, long earlier);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The kernel refused revision {Revision}, which was enforced last: {Reason}")]
    private static partial void LogRefused(ILogger logger, long revision, string reason);
}
