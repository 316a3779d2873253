using Microsoft.Extensions.Logging;
using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Nftables;
using Ringfence.Linux.Bpf;

namespace Ringfence.Datapath;

/// <summary>Chooses the driver for a host that names none: eBPF where the kernel can, else nftables.</summary>
public static partial class AutomaticDatapath
{
    private static readonly string[] Needed = ["bpf-filesystem", "program", "tcx", "clsact"];

    /// <summary>Opens the driver that fits. What another one left is taken over by it, once it enforces.</summary>
    /// <param name="networkNamespace">A name as <c>ip netns</c> makes them, a path, or null for the process's own namespace.</param>
    /// <param name="options">The host's choices.</param>
    /// <param name="time">For the flows' ages.</param>
    /// <param name="loggers">For the drivers, and for why it is not eBPF.</param>
    /// <exception cref="IOException">Neither can enforce here.</exception>
    /// <exception cref="DllNotFoundException">eBPF cannot, and libnftables is not installed.</exception>
    public static IDatapath Open(string? networkNamespace, EnforcementOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(loggers);
        string reason;
        try
        {
            // Whether the program loads shows when it is loaded, or taken over; a trial would cost as much once more.
            var features = BpfProbes.All();
            if (EbpfFeatures.CanAttach(features))
                return new EbpfDatapath(networkNamespace, options, time, loggers.CreateLogger<EbpfDatapath>());
            reason = Lacking(features);
        }
        catch (Exception refused) when (refused is IOException or DllNotFoundException)
        {
            reason = refused.Message;
        }

        var datapath = new NftablesDatapath(networkNamespace, options, time, loggers.CreateLogger<NftablesDatapath>());
        var logger = loggers.CreateLogger(typeof(AutomaticDatapath));
        LogNotEbpf(logger, reason);
        return datapath;
    }

    /// <summary>What of these answers keeps eBPF from being chosen; null: nothing, it is.</summary>
    public static string? WhyNotEbpf(IReadOnlyList<KernelFeature> features) => EbpfFeatures.Suffice(features) ? null : Lacking(features);

    private static string Lacking(IReadOnlyList<KernelFeature> features) =>
        string.Join("; ", features.Where(IsLacking).Select(feature => $"{feature.Name}: {feature.Detail}"));

    private static bool IsLacking(KernelFeature feature) => feature.State != FeatureState.Available && Needed.Contains(feature.Name);

    [LoggerMessage(Level = LogLevel.Information, Message = "This host is enforced with nftables, because eBPF is not to be had: {Reason}")]
    private static partial void LogNotEbpf(ILogger logger, string reason);
}
