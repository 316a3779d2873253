using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Ringfence.Agent.Handover;
using Ringfence.Agent.LastKnownGood;
using Ringfence.Agent.Options;
using Ringfence.Agent.Trials;

namespace Ringfence.Agent.Host;

/// <summary>The life of an agent alone: take the host, enforce what was saved, say so, keep it until a server asks for the host or a signal comes.</summary>
internal static class AgentProgram
{
    /// <summary>The exit code when nothing could be enforced.</summary>
    public const int CannotStart = 1;

    /// <summary>The exit code when another process enforces here.</summary>
    public const int AlreadyEnforced = 2;

    /// <summary>The exit code when the saved policy could not be read: interfaces are closed, or as they were.</summary>
    public const int Closed = 3;

    public static async Task<int> RunAsync(AgentSettings settings, CancellationToken cancellation)
    {
        using var loggers = new StderrLoggers();
        try
        {
            await using var claim = HostClaim.TryTake(settings.DataFolder);
            if (claim is null)
                return Fail(AlreadyEnforced, $"another process enforces from {settings.DataFolder}");
            await using var datapath = DatapathOpener.TryOpen(settings.Datapath, settings.NetNs, settings.Enforcement, TimeProvider.System, loggers, out string reason);
            if (datapath is null)
                return Fail(CannotStart, $"this host cannot be enforced: {reason}");
            var trials = new TrialClock(new KernelBootClock(), TimeProvider.System);
            var folder = new SavedPolicies(LocalFolder.Of(settings.DataFolder), trials);
            var (saved, error) = await EarlyEnforcement.RunAsync(folder, datapath, isAttended: !settings.Once, loggers.CreateLogger("ringfence-agent"));
            if (error is not null)
                return Fail(CannotStart, error);
            Console.Out.WriteLine(Describe(saved, datapath.Name));
            if (!settings.Once)
                await KeepAsync(saved, datapath, trials, claim, loggers, cancellation);
            return saved.State is SavedPolicyState.Closed or SavedPolicyState.Unknown ? Closed : 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Fail(CannotStart, fault.Message);
        }
    }

    private static string Describe(SavedPolicy saved, string driver) => saved.State switch
    {
        SavedPolicyState.Whole => $"ringfence-agent enforces revision {saved.Policy.Revision} at {saved.Policy.Interfaces.Count} interfaces with {driver}",
        SavedPolicyState.Closed => $"ringfence-agent CLOSED {saved.Policy.Interfaces.Count} interfaces with {driver}: the saved policy cannot be read",
        SavedPolicyState.Unknown => "ringfence-agent knows of NO interfaces: what was saved cannot be read; the kernel keeps what it has",
        _ => "ringfence-agent has nothing to enforce: no policy was saved yet",
    };

    private static async Task KeepAsync(SavedPolicy saved, Datapath.IDatapath datapath, TrialClock trials, HostClaim claim, StderrLoggers loggers, CancellationToken cancellation)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        await using var registration = cancellation.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), ended);
        try
        {
            claim.Listen();
        }
        catch (Exception fault) when (fault is SocketException or ArgumentOutOfRangeException)
        {
            await Console.Error.WriteLineAsync($"ringfence-agent: no server can ask for this host, end this process first: {fault.Message}");
        }

        // Devices come and go, somebody may remove our rules, a change is not confirmed: the agent's own work, with what was saved.
        await using var agent = new HostAgent(new SavedFeed(saved), datapath, new SilentReporter(), trials, TimeProvider.System, loggers.CreateLogger<HostAgent>());
        await Task.WhenAny(ended.Task, claim.Asked);

        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            ended.TrySetResult();
        }
    }

    private static int Fail(int code, string message)
    {
        Console.Error.WriteLine($"ringfence-agent: {message}");
        return code;
    }
}
