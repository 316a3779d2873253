using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Flows;
using Ringfence.Datapath.Nftables.Ruleset;
using Ringfence.Datapath.Nftables.Text;
using Ringfence.Linux.Bpf;
using Ringfence.Linux.Conntrack;
using Ringfence.Linux.Links;
using Ringfence.Linux.Nftables;
using Ringfence.Linux.Threads;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath.Nftables;

/// <summary>
/// Enforcement by nftables and connection tracking, in one network namespace: tables of our own, one transaction for each change. All of it happens on one
/// thread, because libnftables wants one, and because a namespace belongs to a thread. docs/decisions/0002-nftables-datapath.md says how and why.
/// </summary>
public sealed partial class NftablesDatapath : IDatapath, IFlowCutter
{
    private readonly EnforcementOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly NamespaceThread _thread;
    private readonly LinkMonitor _links;
    private readonly GracePeriods _grace = new();
    private readonly FlowSweeper _sweeper;
    private readonly NftContext _nft;
    private readonly NftTables _tables;
    private readonly RulesetWatch _watch;
    private readonly ConntrackTable _conntrack;
    private readonly NftScript _cutScript = new();
    private readonly GenerationRevisions _revisions = new();

    private RulesetState? _state;
    private HostPolicy _applied = HostPolicy.Empty;
    private ImmutableHashSet<string> _present = [];
    private bool _isAlone;
    private uint _generation;
    private long _transaction;

    /// <summary>Opens the driver. The kernel is not touched before the first <see cref="ApplyAsync"/>.</summary>
    /// <param name="networkNamespace">A name as <c>ip netns</c> makes them, a path, or null for the process's own namespace.</param>
    /// <param name="options">The host's choices.</param>
    /// <param name="time">For the age of cut flows.</param>
    /// <param name="logger">For what a person should know.</param>
    /// <exception cref="IOException">The namespace does not exist, or the kernel refuses netlink (no CAP_NET_ADMIN).</exception>
    /// <exception cref="DllNotFoundException">libnftables is not installed.</exception>
    public NftablesDatapath(string? networkNamespace, EnforcementOptions options, TimeProvider time, ILogger logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _thread = new NamespaceThread("ringfence-nftables", networkNamespace);
        (_nft, _tables, _watch, _conntrack) = _thread.RunAsync(() => (new NftContext(), new NftTables(), new RulesetWatch(), new ConntrackTable())).GetAwaiter().GetResult();
        _links = new LinkMonitor(networkNamespace, () => ThreadPool.QueueUserWorkItem(static self => self.DevicesChanged?.Invoke(), this, preferLocal: false));
        _sweeper = new FlowSweeper(networkNamespace, this, CutFlowRules.MostFlows, time, logger);
    }

    /// <inheritdoc/>
    public event Action? DevicesChanged;

    /// <inheritdoc/>
    public string Name => "nftables";

    /// <inheritdoc/>
    public ImmutableHashSet<string> Devices => [.. _links.Links.Values.Select(l => l.Name)];

    /// <inheritdoc/>
    public Task<ApplyResult> ApplyAsync(HostPolicy policy) => _thread.RunAsync(() => Apply(policy));

    /// <inheritdoc/>
    public Task<ImmutableSortedDictionary<string, DropCount>> ReadCountersAsync() => _thread.RunAsync(() => PreviousTables.ReadCounters(_tables));

    /// <summary>Null: rules of this driver have no counters.</summary>
    public Task<CountedRules?> ReadRuleHitsAsync(IReadOnlyCollection<RuleId> rules) => Task.FromResult<CountedRules?>(null);

    /// <inheritdoc/>
    public async IAsyncEnumerable<LiveFlow> ReadFlowsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var (listing, table) = await _thread.RunAsync(() => (new TrackedFlows(_applied, _generation, _revisions.ToDictionary()), new ConntrackTable())).ConfigureAwait(false);
        using var reader = new TrackedFlowReader(listing, table, cancellation);
        await foreach (var flow in reader.Flows.ReadAllAsync(cancellation).ConfigureAwait(false))
            yield return flow;
    }

    /// <inheritdoc/>
    public Task ReleaseAsync() => _thread.RunAsync(() =>
    {
        PreviousTables.RefuseForeign(_tables);
        _state = null;
        var script = new NftScript();
        FullReplacement.WriteRemoval(script);
        _nft.Run(script.ZeroTerminated());
        RemoveEbpf();
    });

    /// <inheritdoc/>
    public Task<bool> CheckAsync() => _thread.RunAsync(Check);

    /// <inheritdoc/>
    public Task RestoreAsync() => _thread.RunAsync(() => Apply(_applied));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _links.Dispose();
        _sweeper.Dispose();
        await _thread.RunAsync(() =>
        {
            _nft.Dispose();
            _tables.Dispose();
            _watch.Dispose();
            _conntrack.Dispose();
        });
        _thread.Dispose();
        _grace.Dispose();
    }

    private ApplyResult Apply(HostPolicy policy)
    {
        var desired = DesiredDevices.From(policy, _links.Links);
        var errors = desired.Errors;
        if (desired.Devices.Values.Any(d => d.Bridge is not null) && BridgeSwitch.TurnOn() is { } problem)
        {
            errors = errors.SetItems(desired.Devices.Values.Where(d => d.Bridge is not null)
                .Select(d => KeyValuePair.Create(d.Policy.InterfaceId, problem)));
        }

        // A device that appears may take over the flows of another path: they are judged again.
        bool appeared = !desired.Present.IsSubsetOf(_present);
        var mode = _state is { } state && TryIncremental(state, policy, desired, appeared) is { } done ? done : Replace(policy, desired);
        (_applied, _present) = (policy, desired.Present);
        _revisions.Applied(_generation, policy.Revision);
        if (!_isAlone && errors.IsEmpty)
            BecomeAlone();
        return new ApplyResult(mode, errors);
    }

    /// <summary>Ours enforces: now what the other driver left may go. Not before, so that no packet finds neither.</summary>
    private void BecomeAlone()
    {
        try
        {
            if (RemoveEbpf())
                LogTookOver(_logger);
            _isAlone = true;
        }
        catch (IOException refused)
        {
            LogStillThere(_logger, refused.Message);
        }
    }

    private static bool RemoveEbpf() => EbpfRemains.Remove(BpfFs.DefaultMount, NamespaceScope.Current());

    private ApplyMode? TryIncremental(RulesetState state, HostPolicy policy, DesiredDevices desired, bool judgeAgain)
    {
        if (!_watch.IsIntact())
        {
            LogDamaged(_logger);
            return null;
        }

        uint next = FlowMark.Next(_generation);
        state.Start();
        state.Write(policy, desired.Devices, ++_transaction);
        if (state.Script.IsEmpty && !judgeAgain)
            return ApplyMode.Unchanged;
        GenerationRules.Write(state.Script, TableNames.Main, next);
        try
        {
            Commit(state, policy, next, carried: null, replacesAll: false);
            return ApplyMode.Incremental;
        }
        catch (NftException e)
        {
            LogIncrementalFailed(_logger, e.Message);
            _state = null;
            return null;
        }
    }

    private ApplyMode Replace(HostPolicy policy, DesiredDevices desired)
    {
        _state = null;
        var previous = PreviousTables.Read(_tables);
        uint newest = previous.Generation != 0 ? previous.Generation : _generation;
        uint next = newest != 0 ? FlowMark.Next(newest) : FlowMark.First();
        var state = new RulesetState(_grace, _options.Essentials, previous.DeviceNumbers);
        state.Start();
        FullReplacement.WriteHead(state.Script, previous.Priority?.Up ?? default, _options, previous.Counters);
        var carried = PreviousBars.Read(_tables, _time);
        CutFlowScript.Bar(state.Script, carried, _time);
        state.Write(policy, desired.Devices, ++_transaction);
        GenerationRules.Write(state.Script, TableNames.Main, next);
        Commit(state, policy, next, carried, replacesAll: true);
        _state = state;
        LogReplaced(_logger, policy.Revision, desired.Devices.Count);
        return ApplyMode.Full;
    }

    private void Commit(RulesetState state, HostPolicy policy, uint generation, List<CutFlow>? carried, bool replacesAll)
    {
        _watch.Commit(() => _nft.Run(state.Script.ZeroTerminated()), replacesAll);
        _generation = generation;
        TakePictureBehind();
        if (state.LeftASet)
            _grace.Committed(_transaction);
        _sweeper.Changed(policy, generation, carried);
    }

    private bool Check()
    {
        if (_state is null)
            return false;
        if (_watch.IsIntact())
            return BridgeSwitchHolds();
        LogDamaged(_logger);
        _state = null;
        return false;
    }

    /// <summary>When this turn of the thread is over: who made the change does not wait for it.</summary>
    private void TakePictureBehind() => _ = _thread.RunAsync(_watch.TakePicture);

    private bool BridgeSwitchHolds() => !_links.Links.Values.Any(l => l.MasterIndex != 0 && _present.Contains(l.Name)) || BridgeSwitch.IsOn();

    Task<bool> IFlowCutter.CutAsync(uint generation, IReadOnlyList<RefusedFlow> flows, IReadOnlyList<CutFlow> barred) => _thread.RunAsync(() =>
    {
        if (_state is null || generation != _generation)
            return false;
        _cutScript.Clear();
        CutFlowScript.Bar(_cutScript, barred, _time);
        if (!_cutScript.IsEmpty && !TryRun(_cutScript))
            return false;
        foreach (var flow in flows)
            _conntrack.Remove(flow.Reference);
        return true;
    });

    Task IFlowCutter.LiftAsync(IReadOnlyList<CutFlow> flows) => _thread.RunAsync(() =>
    {
        _cutScript.Clear();
        CutFlowScript.Lift(_cutScript, flows);
        TryRun(_cutScript);
    });

    private bool TryRun(NftScript script)
    {
        try
        {
            _watch.Commit(() => _nft.Run(script.ZeroTerminated()), replacesAll: false);
            TakePictureBehind();
            return true;
        }
        catch (NftException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The kernel refused a change ({Reason}); everything is replaced instead.")]
    private static partial void LogIncrementalFailed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Replaced the rules by those of revision {Revision}: {Devices} devices.")]
    private static partial void LogReplaced(ILogger logger, long revision, int devices);

    [LoggerMessage(Level = LogLevel.Information, Message = "nftables enforces; the eBPF driver's programs were taken off.")]
    private static partial void LogTookOver(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The eBPF driver's programs could not be taken off ({Reason}); both enforce.")]
    private static partial void LogStillThere(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Somebody removed or changed Ringfence's nftables rules; they are put back.")]
    private static partial void LogDamaged(ILogger logger);
}
