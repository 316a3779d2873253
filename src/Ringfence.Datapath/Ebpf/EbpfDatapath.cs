using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Ringfence.Datapath.Ebpf.Tables;
using Ringfence.Datapath.Nftables;
using Ringfence.Linux.Bpf;
using Ringfence.Linux.Links;
using Ringfence.Linux.Threads;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// Enforcement by programs at the devices of one network namespace, with classification tables and a flow table of our own. What concerns devices
/// happens on one thread, because a namespace belongs to a thread. docs/decisions/0004-ebpf-datapath.md says how and why.
/// </summary>
public sealed partial class EbpfDatapath : IDatapath
{
    private const int SlotsAtOnce = 8192;

    private static readonly TimeSpan ExpireEvery = TimeSpan.FromSeconds(5);

    private readonly EbpfOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly NamespaceThread _thread;
    private readonly DriverTurns _turns;
    private readonly string _scope;
    private readonly LinkMonitor _links;
    private readonly PlanBuilder _builder = new();
    private readonly FlowRevisions _revisions = new();

    private EbpfDriver? _driver;
    private HostTables? _tables;
    private EbpfPlan? _plan;
    private InterfaceClaims? _claims;
    private ImmutableDictionary<string, string> _lasting = ImmutableDictionary<string, string>.Empty;
    private EbpfUpkeep? _upkeep;
    private bool _isAlone;
    private long _expired;

    /// <summary>Opens the driver: loads its program, with the maps that a previous life pinned. What is enforced does not change before the first <see cref="ApplyAsync"/>.</summary>
    /// <param name="networkNamespace">A name as <c>ip netns</c> makes them, a path, or null for the process's own namespace.</param>
    /// <param name="options">The host's choices.</param>
    /// <param name="time">For the flows' ages.</param>
    /// <param name="logger">For what a person should know.</param>
    /// <param name="settings">Sizes and ages; the defaults when left out.</param>
    /// <exception cref="IOException">The namespace does not exist, the kernel refuses the program, or there are too many failsafe ports.</exception>
    /// <exception cref="DllNotFoundException">libbpf is not installed.</exception>
    public EbpfDatapath(string? networkNamespace, EnforcementOptions options, TimeProvider time, ILogger logger, EbpfOptions? settings = null)
    {
        (_options, _time, _logger) = (EbpfChoices.From(options, settings ?? new EbpfOptions()), time, logger);
        _thread = new NamespaceThread("ringfence-ebpf", networkNamespace);
        _turns = new DriverTurns(_thread);
        try
        {
            _scope = _thread.RunAsync(NamespaceScope.Current).GetAwaiter().GetResult();
            _isAlone = _thread.RunAsync(IsAlone).GetAwaiter().GetResult();
            _driver = _thread.RunAsync(Open).GetAwaiter().GetResult();
            _links = new LinkMonitor(networkNamespace, OnLinksChanged);
        }
        catch
        {
            _driver?.Dispose();
            _thread.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public event Action? DevicesChanged;

    /// <inheritdoc/>
    public string Name => "ebpf";

    /// <inheritdoc/>
    public ImmutableHashSet<string> Devices => [.. _links.Links.Values.Select(link => link.Name)];

    /// <inheritdoc/>
    public Task<ApplyResult> ApplyAsync(HostPolicy policy)
    {
        if (_turns.TryBegin())
        {
            try
            {
                if (TryMoveMembers(policy) is { } done)
                    return Task.FromResult(done);
            }
            finally
            {
                _turns.End();
            }
        }

        return _turns.RunAsync(() => Apply(policy));
    }

    /// <inheritdoc/>
    public Task<bool> CheckAsync() => _turns.RunAsync(Check);

    /// <summary>Does nothing: whatever <see cref="CheckAsync"/> finds it has put back. To apply the last policy would let go of the interfaces that a refused one has closed.</summary>
    public Task RestoreAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<ImmutableSortedDictionary<string, DropCount>> ReadCountersAsync() => _turns.RunAsync(() => DropNames.Read(_driver));

    /// <inheritdoc/>
    public Task<CountedRules?> ReadRuleHitsAsync(IReadOnlyCollection<RuleId> rules) => _turns.RunAsync(() =>
        _driver is { } driver ? new CountedRules(driver.CountingSince, _options.CountPackets, driver.RuleHits(rules)) : null);

    /// <inheritdoc/>
    public async IAsyncEnumerable<LiveFlow> ReadFlowsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        // A part of the table at a time: the memory is there as long as the driver is, and a change waits for no more than a part.
        var listing = await _turns.RunAsync(() => _driver is { } open ? new FlowListing(open, _revisions, _time.GetUtcNow()) : null).ConfigureAwait(false);
        for (int first = 0; listing is not null && first < listing.Slots; first += SlotsAtOnce)
        {
            cancellation.ThrowIfCancellationRequested();
            int from = first;
            var flows = await _turns.RunAsync(() => IsOpen(listing.Driver) ? listing.Read(from, Math.Min(SlotsAtOnce, listing.Slots - from)) : []).ConfigureAwait(false);
            foreach (var flow in flows)
                yield return flow;
        }
    }

    /// <inheritdoc/>
    public Task ReleaseAsync() => _turns.RunAsync(() =>
    {
        (_plan, _tables) = (null, null);
        if (_driver is { } driver)
        {
            Close();
            using (driver)
                driver.Release();
        }

        NftablesRemains.Remove();
    });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _links.Dispose();
        var upkeep = _upkeep;
        await _turns.RunAsync(() =>
        {
            _driver?.Dispose();
            Close();
        });
        upkeep?.WaitForEnd();
        _thread.Dispose();
    }

    private void Close()
    {
        _upkeep?.End();
        (_driver, _upkeep) = (null, null);
    }

    private EbpfDriver Open()
    {
        var driver = EbpfDriver.Open(BpfFs.DefaultMount, _scope, _options);
        if (driver.GuardGap is { } gap)
            LogOpenAtBirth(_logger, gap);
        return driver;
    }

    private ApplyResult Apply(HostPolicy policy)
    {
        var claims = _claims = InterfaceClaims.Of(policy);
        var driver = _driver ??= Open();
        try
        {
            var (mode, failed) = Enforce(driver, Compile(policy), claims);
            _revisions.Applied(policy.Revision, driver.Epoch, driver.Generations());
            if (!_isAlone && failed.Count == 0)
                BecomeAlone();
            (_upkeep ??= new EbpfUpkeep(_turns, driver, _options.FailsafeTcpPorts)).Changed(_tables!);
            return new ApplyResult(mode, claims.Errors.SetItems(_lasting).SetItems(failed));
        }
        catch
        {
            driver.Close(claims.Interfaces);
            throw;
        }
    }

    /// <summary>
    /// The way of a change in which members of sets come and go and nothing else: their classes are looked up, and a slot is written for each, whatever the number of interfaces and of members, on the
    /// calling thread. In a turn. Null: something else has changed, or is to be tried again; nothing is done.
    /// </summary>
    private ApplyResult? TryMoveMembers(HostPolicy policy)
    {
        if (!_isAlone || _driver is not { } driver || _tables is not { } before || _claims is not { } claims || _upkeep is not { } upkeep
            || !ReferenceEquals(before.Source.Interfaces, policy.Interfaces) || !ReferenceEquals(before.Source.Lists, policy.Lists))
            return null;
        if (HostCompiler.Update(before, policy) is not Compiled { Tables: var tables } || !ReferenceEquals(tables.Interfaces, before.Interfaces))
            return null;
        if (AddressMoves.Of(tables.Classifier.Since(before.Classifier)) is not { Count: > 0 } moves || !TryMove(driver, moves, policy.Revision))
            return null;
        _tables = tables;
        _revisions.Moved(policy.Revision, driver.Epoch);
        upkeep.Changed(tables);
        return new ApplyResult(ApplyMode.Incremental, _lasting.IsEmpty ? claims.Errors : claims.Errors.SetItems(_lasting));
    }

    private static bool TryMove(EbpfDriver driver, AddressMoves moves, long revision)
    {
        try
        {
            return driver.TryMove(moves, revision);
        }
        catch (ArenaFullException)
        {
            return false; // a plan makes room where it can
        }
    }

    private HostTables Compile(HostPolicy policy)
    {
        var result = _tables is { } earlier ? HostCompiler.Update(earlier, policy) : HostCompiler.Compile(policy);
        return result switch
        {
            Compiled compiled => compiled.Tables,
            Exceeded over => throw new IOException($"The policy is too large: {over.Limit} of {over.Where} would be {over.Needed}, at most {over.Allowed} fit."),
            _ => throw new InvalidOperationException(),
        };
    }

    private (ApplyMode Mode, IReadOnlyDictionary<string, string> Errors) Enforce(EbpfDriver driver, HostTables tables, InterfaceClaims claims)
    {
        var before = _tables;
        var moves = before is null ? null : AddressMoves.Of(tables.Classifier.Since(before.Classifier));
        var plan = _builder.Build(tables, claims.Interfaces, moves is null ? null : _plan!.Addresses);
        if (moves is not null && !driver.CanMove(moves))
            (plan, moves) = (_builder.Build(tables, claims.Interfaces, null), null);
        long changes = driver.Changes;
        var errors = driver.Apply(plan, moves ?? AddressMoves.None);
        (_plan, _tables) = (plan, tables);
        return (before is null ? ApplyMode.Full : driver.Changes == changes ? ApplyMode.Unchanged : ApplyMode.Incremental, errors);
    }

    private bool IsOpen(EbpfDriver driver) => ReferenceEquals(_driver, driver);

    private bool Check()
    {
        if (_driver is not { } driver)
            return false;
        if (_time.GetElapsedTime(_expired) > ExpireEvery)
        {
            _expired = _time.GetTimestamp();
            _upkeep?.Sweep();
        }

        var found = driver.Check();
        if (found.Count == _lasting.Count && found.All(entry => _lasting.TryGetValue(entry.Key, out string? known) && known == entry.Value))
            return _plan is not null;
        foreach (string what in found.Values.Distinct())
            LogDamaged(_logger, what);
        // What is still so after the repair lasts, and is the interface's error from now on.
        _lasting = driver.Check().ToImmutableDictionary();
        return false;
    }

    /// <summary>Whether the other driver has left nothing. Asked before anything is changed: the socket of a question behind a change is not closed before the kernel is done with that, 8 ms.</summary>
    private static bool IsAlone()
    {
        try
        {
            return !NftablesRemains.Exist();
        }
        catch (IOException)
        {
            return false; // asked again when ours enforces
        }
    }

    /// <summary>Ours enforces: now what the other driver left may go. Not before, so that no packet finds neither.</summary>
    private void BecomeAlone()
    {
        try
        {
            if (NftablesRemains.Remove())
                LogTookOver(_logger);
            _isAlone = true;
        }
        catch (IOException refused)
        {
            LogStillThere(_logger, refused.Message);
        }
    }

    /// <summary>A device that appears is attached at once, not when the agent comes to it.</summary>
    private void OnLinksChanged()
    {
        _ = _turns.RunAsync(() =>
        {
            if (_plan is not null)
                _driver?.Devices.Refresh();
        });
        // Whoever listens may wait for work that is handed over by the thread this runs on.
        ThreadPool.QueueUserWorkItem(static self => self.DevicesChanged?.Invoke(), this, preferLocal: false);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Somebody took off or changed what enforces: {What} It was put back where it can be.")]
    private static partial void LogDamaged(ILogger logger, string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not every device is closed from its birth: {Gap}.")]
    private static partial void LogOpenAtBirth(ILogger logger, string gap);

    [LoggerMessage(Level = LogLevel.Information, Message = "The eBPF programs enforce; the nftables driver's tables were removed.")]
    private static partial void LogTookOver(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The nftables driver's tables could not be removed ({Reason}); both enforce.")]
    private static partial void LogStillThere(ILogger logger, string reason);
}
