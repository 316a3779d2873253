using System.Collections.Immutable;
using Ringfence.Agent;
using Ringfence.Agent.Handover;
using Ringfence.Agent.LastKnownGood;
using Ringfence.Agent.Options;
using Ringfence.Agent.Trials;
using Ringfence.Control.Distribution;
using Ringfence.Control.HostQueries;
using Ringfence.Datapath;
using Ringfence.Server.Hosting;
using Ringfence.Server.Options;

namespace Ringfence.Server.Enforcement;

/// <summary>
/// Enforcement by this process, on this host: there, or not there and why. It is opened before anything else and enforces what was enforced last; then it follows the control plane.
/// Disposing it leaves the kernel enforcing.
/// </summary>
internal sealed class LocalEnforcement : IAsyncDisposable
{
    private readonly HostClaim? _claim;
    private readonly NamespaceLock? _lock;
    private readonly IDatapath? _datapath;
    private readonly PolicySaver? _saver;
    private readonly TrialClock? _trials;
    private readonly string? _early;
    private LocalAgent? _agent;

    private LocalEnforcement(HostClaim? claim, NamespaceLock? held, IDatapath? datapath, PolicySaver? saver, TrialClock? trials, string? early, string description)
    {
        _claim = claim;
        _lock = held;
        _datapath = datapath;
        _saver = saver;
        _trials = trials;
        _early = early;
        Description = description;
    }

    /// <summary>For the ready line.</summary>
    public string Description { get; }

    /// <summary>
    /// Opens the driver that the options ask for, takes the host over from an agent that enforces here alone, and brings what was enforced last into a kernel that has nothing of ours.
    /// One that has goes on with it until the journal is read: what was saved may be older.
    /// </summary>
    /// <exception cref="StartupException">They ask for one that cannot be had, or another process has the host.</exception>
    public static async Task<LocalEnforcement> OpenAsync(ServerOptions options, ServerSurroundings surroundings, CancellationToken cancellation)
    {
        if (options.Datapath == DatapathChoice.None)
            return None("NOT enforcing: --datapath none");
        var claim = await TakeAsync(options.DataFolder, cancellation);
        NamespaceLock? held;
        try
        {
            held = await LockAsync(options.NetNs, "This host cannot be enforced", cancellation);
        }
        catch
        {
            await claim.DisposeAsync();
            throw;
        }

        var trials = new TrialClock(new KernelBootClock(), surroundings.Clock);
        var saved = new SavedPolicies(LocalFolder.Of(options.DataFolder), trials);
        // Read in any case: how long trials have left is known from it alone. One that cannot be read is replaced by the first policy of the control plane.
        var found = saved.Read();
        var (opened, isEnforced, reason) = await TryOpenAsync(options, surroundings, held, found.Devices);
        if (opened is { } datapath)
        {
            string where = options.NetNs is { } name ? $" in namespace {name}" : "";
            var logger = surroundings.Loggers.CreateLogger<LocalEnforcement>();
            string? early = isEnforced ? null : await EnforceSavedAsync(found, trials, datapath, logger);
            return new LocalEnforcement(claim, held, datapath, new PolicySaver(saved, surroundings.Clock, logger), trials, early, $"enforcing with {datapath.Name}{where}");
        }

        held?.Dispose();
        await claim.DisposeAsync();
        // A namespace was named to be enforced in: going on without would surprise.
        return options.Datapath == DatapathChoice.Nftables || IsEbpf(options) || options.NetNs is not null
            ? throw new StartupException($"This host cannot be enforced: {reason}")
            : None($"NOT enforcing: {reason}");
    }

    /// <summary>Removes everything of ours from the kernel.</summary>
    /// <exception cref="StartupException">The kernel cannot be reached, or a process enforces there.</exception>
    public static async ValueTask<string> ReleaseAsync(ServerOptions options, ServerSurroundings surroundings, CancellationToken cancellation)
    {
        using var held = await LockAsync(options.NetNs, "Nothing was removed", cancellation);
        if (TryOpen(options, surroundings, [], out string reason) is not { } datapath)
            throw new StartupException($"Nothing was removed: {reason}");
        await using (datapath)
            await EnforcementRelease.RunAsync(datapath);
        return "Everything of Ringfence was removed from the kernel; nothing is enforced.";
    }

    /// <summary>From now on enforces what the control plane says. To be disposed of before what it follows.</summary>
    public IAsyncDisposable? Follow(ServerOptions options, Distributor distributor, EnforcementBoard board, ServerSurroundings surroundings) => _datapath is null
        ? null
        : _agent = new LocalAgent(options.HostName, _datapath, _saver!, _trials!, distributor, board, surroundings);

    /// <summary>Where this host's flows are asked for.</summary>
    public IFlowSource Flows(ServerOptions options) => _datapath is null ? new NoFlows() : new LocalFlows(options.HostName, _datapath);

    /// <summary>Where this host's hits of rules are asked for.</summary>
    public IRuleHitSource RuleHits(ServerOptions options) => _datapath is null ? new NoRuleHits() : new LocalRuleHits(options.HostName, _datapath);

    /// <summary>Where it is asked what this host has dropped.</summary>
    public IDropSource Drops(ServerOptions options) => _datapath is null ? new NoDrops() : new LocalDrops(options.HostName, _datapath);

    /// <summary>The state of control plane and kernel together.</summary>
    public ServerHealth Health(long revision) => _agent switch
    {
        null => ServerHealth.Ok(revision, null),
        { Error: { } error } => ServerHealth.Failing(revision, _agent.EnforcedRevision, error),
        { EnforcedRevision: null } when _early is not null => ServerHealth.Failing(revision, null, _early),
        _ => ServerHealth.Ok(revision, _agent.EnforcedRevision),
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_saver is not null)
            await _saver.DisposeAsync();
        if (_datapath is not null)
            await _datapath.DisposeAsync();
        _lock?.Dispose();
        if (_claim is not null)
            await _claim.DisposeAsync();
    }

    private static async Task<string?> EnforceSavedAsync(SavedPolicy found, TrialClock trials, IDatapath datapath, ILogger logger)
    {
        string? error = await EarlyEnforcement.RunAsync(found, trials, datapath, isAttended: true, logger);
        return error ?? (found.State is SavedPolicyState.Closed or SavedPolicyState.Unknown ? found.Fault : null);
    }

    private static LocalEnforcement None(string description) => new(null, null, null, null, null, null, description);

    private static async Task<HostClaim> TakeAsync(string dataFolder, CancellationToken cancellation)
    {
        try
        {
            return await HostClaim.TakeOverAsync(dataFolder, cancellation);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(fault.Message, fault);
        }
    }

    /// <summary>The right to change this namespace; null: this process may not change any.</summary>
    private static async Task<NamespaceLock?> LockAsync(string? networkNamespace, string otherwise, CancellationToken cancellation)
    {
        if (!Environment.IsPrivilegedProcess)
            return null;
        try
        {
            return await NamespaceLock.TryTakeAsync(networkNamespace, cancellation)
                ?? throw new StartupException($"{otherwise}: another process of Ringfence enforces in this network namespace, from whatever data folder. Stop it first.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{otherwise}: {fault.Message}", fault);
        }
    }

    /// <summary>The driver, and whether the kernel goes on enforcing what an earlier process brought into it; or the reason for people why there is none.</summary>
    private static async Task<(IDatapath? Datapath, bool IsEnforced, string Reason)> TryOpenAsync(
        ServerOptions options, ServerSurroundings surroundings, NamespaceLock? held, ImmutableArray<string> expected)
    {
        bool isEnforced;
        try
        {
            // Asked before the driver is opened, which may put maps of its own in the place of those that say it.
            isEnforced = held is not null && await PreviousLife.IsEnforcedAsync(options.NetNs);
        }
        catch (IOException refused)
        {
            // Root without CAP_NET_ADMIN, as in most containers: who may not ask may not change anything either.
            return (null, false, refused.Message);
        }

        return (TryOpen(options, surroundings, isEnforced ? [] : expected, out string reason), isEnforced, reason);
    }

    private static IDatapath? TryOpen(ServerOptions options, ServerSurroundings surroundings, ImmutableArray<string> expected, out string reason)
    {
        var enforcement = new EnforcementOptions
        {
            FailsafeTcpPorts = [.. options.FailsafeTcp.Select(port => (ushort)port)],
            Essentials = options.LinkEssentials,
            CountRulePackets = options.CountRulePackets,
            FlowAges = options.FlowAges,
            FlowSlots = options.FlowSlots,
            Expected = expected,
        };
        return DatapathOpener.TryOpen(options.Datapath, options.NetNs, enforcement, surroundings.Clock, surroundings.Loggers, out reason);
    }

    private static bool IsEbpf(ServerOptions options) => options.Datapath is DatapathChoice.Ebpf or DatapathChoice.EbpfByClsact;
}
