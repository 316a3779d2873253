using Ringfence.Agent;
using Ringfence.Control.Distribution;
using Ringfence.Datapath;
using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Nftables;
using Ringfence.Server.Hosting;
using Ringfence.Server.Options;

namespace Ringfence.Server.Enforcement;

/// <summary>The agent of this process, for this host: there, or not there and why. Disposing it leaves the kernel enforcing.</summary>
internal sealed class LocalEnforcement : IAsyncDisposable
{
    private readonly LocalAgent? _agent;

    private LocalEnforcement(LocalAgent? agent, string description)
    {
        _agent = agent;
        Description = description;
    }

    /// <summary>For the ready line.</summary>
    public string Description { get; }

    /// <summary>Starts the agent that the options ask for.</summary>
    /// <exception cref="StartupException">They ask for one that cannot be had.</exception>
    public static LocalEnforcement Start(ServerOptions options, Distributor distributor, EnforcementBoard board, ServerSurroundings surroundings)
    {
        if (options.Datapath == DatapathChoice.None)
            return new LocalEnforcement(null, "NOT enforcing: --datapath none");
        if (TryOpen(options, surroundings, out string reason) is { } datapath)
        {
            string where = options.NetNs is { } name ? $" in namespace {name}" : "";
            return new LocalEnforcement(new LocalAgent(options.HostName, datapath, distributor, board, surroundings), $"enforcing with {datapath.Name}{where}");
        }

        // A namespace was named to be enforced in: going on without would surprise.
        return options.Datapath == DatapathChoice.Nftables || IsEbpf(options) || options.NetNs is not null
            ? throw new StartupException($"This host cannot be enforced: {reason}")
            : new LocalEnforcement(null, $"NOT enforcing: {reason}");
    }

    /// <summary>Removes everything of ours from the kernel.</summary>
    /// <exception cref="StartupException">The kernel cannot be reached.</exception>
    public static async ValueTask<string> ReleaseAsync(ServerOptions options, ServerSurroundings surroundings)
    {
        if (TryOpen(options, surroundings, out string reason) is not { } datapath)
            throw new StartupException($"Nothing was removed: {reason}");
        await using (datapath)
            await EnforcementRelease.RunAsync(datapath);
        return "Everything of Ringfence was removed from the kernel; nothing is enforced.";
    }

    /// <summary>The state of control plane and kernel together.</summary>
    public ServerHealth Health(long revision) => _agent switch
    {
        null => ServerHealth.Ok(revision, null),
        { Error: { } error } => ServerHealth.Failing(revision, _agent.EnforcedRevision, error),
        _ => ServerHealth.Ok(revision, _agent.EnforcedRevision),
    };

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _agent?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static IDatapath? TryOpen(ServerOptions options, ServerSurroundings surroundings, out string reason)
    {
        reason = "";
        var enforcement = new EnforcementOptions { FailsafeTcpPorts = [.. options.FailsafeTcp.Select(port => (ushort)port)], Essentials = options.LinkEssentials };
        try
        {
            if (!Environment.IsPrivilegedProcess)
                reason = "it needs root (CAP_NET_ADMIN)";
            else
                return Open(options, enforcement, surroundings);
        }
        catch (DllNotFoundException)
        {
            reason = IsEbpf(options) ? "libbpf is not installed (Debian: libbpf1)" : "libnftables is not installed (Debian: libnftables1)";
        }
        catch (IOException fault)
        {
            reason = fault.Message;
        }

        return null;
    }

    private static bool IsEbpf(ServerOptions options) => options.Datapath is DatapathChoice.Ebpf or DatapathChoice.EbpfByClsact;

    private static IDatapath Open(ServerOptions options, EnforcementOptions enforcement, ServerSurroundings surroundings) => options.Datapath switch
    {
        DatapathChoice.Ebpf => Ebpf(AttachBy.Best, options, enforcement, surroundings),
        DatapathChoice.EbpfByClsact => Ebpf(AttachBy.Clsact, options, enforcement, surroundings),
        DatapathChoice.Nftables => new NftablesDatapath(options.NetNs, enforcement, surroundings.Clock, surroundings.Loggers.CreateLogger<NftablesDatapath>()),
        _ => AutomaticDatapath.Open(options.NetNs, enforcement, surroundings.Clock, surroundings.Loggers),
    };

    private static EbpfDatapath Ebpf(AttachBy by, ServerOptions options, EnforcementOptions enforcement, ServerSurroundings surroundings) =>
        new(options.NetNs, enforcement, surroundings.Clock, surroundings.Loggers.CreateLogger<EbpfDatapath>(), new EbpfOptions { Attach = by });
}
