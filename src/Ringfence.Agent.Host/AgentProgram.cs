using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Ringfence.Agent.Handover;
using Ringfence.Agent.LastKnownGood;
using Ringfence.Agent.Options;
using Ringfence.Agent.Trials;
using Ringfence.Datapath;
using Ringfence.Datapath.Planning;

namespace Ringfence.Agent.Host;

/// <summary>
/// The life of an agent alone: take the host, enforce what was saved, say so, keep it until a server asks for the host or a signal comes. On standby, again and again, whenever the host
/// has no other holder.
/// </summary>
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
        using var end = new EndSignal(cancellation);
        try
        {
            if (settings.DryRun)
                return Tell(settings);
            if (!settings.Standby)
                return await HoldAsync(HostClaim.TryTake(settings.DataFolder), settings, loggers, end.Token);
            while (true)
            {
                int code = await HoldAsync(await HostClaim.WaitAsync(settings.DataFolder, end.Token), settings, loggers, end.Token);
                if (code == CannotStart || end.Token.IsCancellationRequested)
                    return code;
            }
        }
        catch (OperationCanceledException) when (end.Token.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Fail(CannotStart, fault.Message);
        }
    }

    /// <summary>What enforcing what was saved would do. Beside whoever enforces here, too.</summary>
    private static int Tell(AgentSettings settings)
    {
        var folder = Folder(settings);
        var saved = folder.Read();
        if (saved.State is SavedPolicyState.None or SavedPolicyState.Unknown)
        {
            Console.Out.WriteLine(Describe(saved, ""));
            return saved.State == SavedPolicyState.None ? 0 : Closed;
        }

        string? driver = settings.Datapath switch { DatapathChoice.Automatic => null, DatapathChoice.Nftables => "nftables", _ => "ebpf" };
        if (EnforcementPlan.TryMake(settings.NetNs, EarlyEnforcement.Wanted(folder.Trials, saved, isAttended: !settings.Once), driver, out string reason) is not { } plan)
            return Fail(CannotStart, $"this host cannot be enforced: {reason}");
        if (saved.State == SavedPolicyState.Closed)
            Console.Out.WriteLine($"The saved policy cannot be read: its interfaces would be CLOSED. {saved.Fault}");
        foreach (var step in plan.Steps)
            Console.Out.WriteLine($"{step.Action.ToString().ToLowerInvariant(),-8} {step.Kind,-10} {step.Name}: {step.Detail}");
        return saved.State == SavedPolicyState.Closed ? Closed : plan.Steps.Any(step => step.Action == PlannedAction.Refuse) ? CannotStart : 0;
    }

    private static SavedPolicies Folder(AgentSettings settings) => new(LocalFolder.Of(settings.DataFolder), new TrialClock(new KernelBootClock(), TimeProvider.System));

    /// <summary>From the claim to its end.</summary>
    private static async Task<int> HoldAsync(HostClaim? free, AgentSettings settings, StderrLoggers loggers, CancellationToken end)
    {
        await using var claim = free;
        if (claim is null)
            return Fail(AlreadyEnforced, $"another process enforces from {settings.DataFolder}");
        using var held = Environment.IsPrivilegedProcess ? await NamespaceLock.TryTakeAsync(settings.NetNs, end) : null;
        if (held is null && Environment.IsPrivilegedProcess)
            return Fail(AlreadyEnforced, "another process enforces in this network namespace, from another folder");
        // Asked before the driver is opened, which may put maps of its own in the place of those that say it.
        bool isEnforced = settings.Standby && Environment.IsPrivilegedProcess && await PreviousLife.IsEnforcedAsync(settings.NetNs);
        var folder = Folder(settings);
        var saved = folder.Read();
        var enforcement = settings.Enforcement with { Expected = isEnforced ? [] : saved.Devices };
        await using var datapath = DatapathOpener.TryOpen(settings.Datapath, settings.NetNs, enforcement, TimeProvider.System, loggers, out string reason);
        if (datapath is null)
            return Fail(CannotStart, $"this host cannot be enforced: {reason}");
        if (isEnforced)
        {
            // What the kernel enforces is at least as new as what was saved: it is taken back when a trial is over, not before.
            Console.Out.WriteLine(DescribeWatch(saved));
            await KeepAsync(new TrialFeed(saved, folder.Trials), datapath, folder.Trials, claim, loggers, end);
            return 0;
        }

        string? error = await EarlyEnforcement.RunAsync(saved, folder.Trials, datapath, isAttended: !settings.Once, loggers.CreateLogger("ringfence-agent"));
        if (error is not null)
            return Fail(CannotStart, error);
        Console.Out.WriteLine(Describe(saved, datapath.Name));
        if (!settings.Once)
            await KeepAsync(new SavedFeed(saved), datapath, folder.Trials, claim, loggers, end);
        return saved.State is SavedPolicyState.Closed or SavedPolicyState.Unknown ? Closed : 0;
    }

    private static string DescribeWatch(SavedPolicy last) => last.Policy.Fallback is { } fallback
        ? $"ringfence-agent leaves the kernel as it is, until the time of revision {fallback.Revision} is over, which waits for its confirmation"
        : "ringfence-agent leaves the kernel as it is";

    private static string Describe(SavedPolicy saved, string driver) => saved.State switch
    {
        SavedPolicyState.Whole => $"ringfence-agent enforces revision {saved.Policy.Revision} at {saved.Policy.Interfaces.Count} interfaces with {driver}",
        SavedPolicyState.Closed => $"ringfence-agent CLOSED {saved.Policy.Interfaces.Count} interfaces with {driver}: the saved policy cannot be read",
        SavedPolicyState.Unknown => "ringfence-agent knows of NO interfaces: what was saved cannot be read; the kernel keeps what it has",
        _ => "ringfence-agent has nothing to enforce: no policy was saved yet",
    };

    private static async Task KeepAsync(IHostPolicyFeed feed, IDatapath datapath, TrialClock trials, HostClaim claim, StderrLoggers loggers, CancellationToken end)
    {
        try
        {
            claim.Listen();
        }
        catch (Exception fault) when (fault is SocketException or ArgumentOutOfRangeException)
        {
            await Console.Error.WriteLineAsync($"ringfence-agent: no server can ask for this host, end this process first: {fault.Message}");
        }

        // Devices come and go, somebody may remove our rules, a change is not confirmed: the agent's own work, with what was saved.
        await using var agent = new HostAgent(feed, datapath, new SilentReporter(), trials, TimeProvider.System, loggers.CreateLogger<HostAgent>());
        await Task.WhenAny(claim.Asked, Task.Delay(Timeout.InfiniteTimeSpan, end));
    }

    private static int Fail(int code, string message)
    {
        Console.Error.WriteLine($"ringfence-agent: {message}");
        return code;
    }
}
