using Microsoft.Extensions.Logging;
using Ringfence.Datapath;
using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Nftables;
using Ringfence.Linux.Threads;

namespace Ringfence.Agent.Options;

/// <summary>Opens the driver that a host's operator asks for. The server's agent and the agent alone choose alike.</summary>
public static class DatapathOpener
{
    /// <summary>
    /// What enforces goes before ordinary work: on a machine whose CPUs are busy each hand-over from one thread to the next otherwise waits for a time slice, and a rule that its user has taken back
    /// is in force for milliseconds more. Not a real-time priority: a large compilation must not take a CPU from everybody else.
    /// </summary>
    private const int Nice = -10;

    /// <summary>The driver, or null with the reason for people.</summary>
    /// <param name="choice">Which; not <see cref="DatapathChoice.None"/>.</param>
    /// <param name="networkNamespace">Where; null for this process's own.</param>
    /// <param name="options">The host's choices.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where to log.</param>
    /// <param name="reason">Why there is none.</param>
    public static IDatapath? TryOpen(
        DatapathChoice choice, string? networkNamespace, EnforcementOptions options, TimeProvider time, ILoggerFactory loggers, out string reason)
    {
        reason = "";
        try
        {
            if (!Environment.IsPrivilegedProcess)
                reason = "it needs root (CAP_NET_ADMIN)";
            else
                return OpenFirst(choice, networkNamespace, options, time, loggers);
        }
        catch (DllNotFoundException)
        {
            reason = choice is DatapathChoice.Ebpf or DatapathChoice.EbpfByClsact ? "libbpf is not installed (Debian: libbpf1)" : "libnftables is not installed (Debian: libnftables1)";
        }
        catch (IOException fault)
        {
            reason = fault.Message;
        }

        return null;
    }

    private static IDatapath OpenFirst(DatapathChoice choice, string? networkNamespace, EnforcementOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        ProcessPriority.Raise(Nice);
        return Open(choice, networkNamespace, options, time, loggers);
    }

    private static IDatapath Open(DatapathChoice choice, string? networkNamespace, EnforcementOptions options, TimeProvider time, ILoggerFactory loggers) => choice switch
    {
        DatapathChoice.Ebpf => Ebpf(AttachBy.Best, networkNamespace, options, time, loggers),
        DatapathChoice.EbpfByClsact => Ebpf(AttachBy.Clsact, networkNamespace, options, time, loggers),
        DatapathChoice.Nftables => new NftablesDatapath(networkNamespace, options, time, loggers.CreateLogger<NftablesDatapath>()),
        _ => AutomaticDatapath.Open(networkNamespace, options, time, loggers),
    };

    private static EbpfDatapath Ebpf(AttachBy by, string? networkNamespace, EnforcementOptions options, TimeProvider time, ILoggerFactory loggers) =>
        new(networkNamespace, options, time, loggers.CreateLogger<EbpfDatapath>(), new EbpfOptions { Attach = by });
}
