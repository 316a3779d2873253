using System.Collections.Immutable;
using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Datapath.Ebpf.Tables;
using Ringfence.Linux.Bpf;
using Ringfence.Linux.Namespaces;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// Makes plans true in one network namespace. One caller at a time, on a thread of that namespace. Disposing it leaves everything in force: maps and links are pinned, and
/// the next life takes them over.
/// </summary>
internal sealed class EbpfDriver : IDisposable
{
    private readonly EbpfPins _pins;
    private readonly DeviceGuards _guards;
    private readonly Arena _arena;
    private readonly AddressHash _hash;
    private readonly PolicyStore _policies;
    private readonly HostRoot _root;
    private readonly ClosedRecords _closed;
    private readonly KeptSettings _settings;
    private PreviousEnforcement? _previous;
    private EbpfPlan? _plan;
    private MovingAddresses? _addresses;
    private uint _generation;

    private EbpfDriver(EbpfProgram program, EbpfPins pins, DeviceGuards guards, EarlyLinks early, EbpfOptions options, bool adopted)
    {
        Program = program;
        Adopted = adopted;
        _pins = pins;
        _guards = guards;
        _arena = new Arena(program.Arena, program.Sizes.ArenaBytes);
        _root = new HostRoot(program, _arena);
        _previous = new PreviousEnforcement(pins, _root, _arena, (int)program.Sizes.Interfaces, adopted);
        _hash = new AddressHash(program.Host.Secret[10], program.Host.Secret[11]);
        Rules = new RuleNumbers(new RuleNumberMap(program));
        _policies = new PolicyStore(_arena, Rules);
        _closed = new ClosedRecords(_arena, Rules);
        Devices = new EbpfDevices(program, _root, pins, early, guards, Attachment.Choose(options.Attach, BpfProbes.Tcx));
        _settings = new KeptSettings(program, options);
        _generation = _root.Image.HighestGeneration;
    }

    /// <summary>The program in force.</summary>
    public EbpfProgram Program { get; }

    /// <summary>True when a previous life's maps were taken over, flows and all.</summary>
    public bool Adopted { get; }

    /// <summary>The devices. Refresh them when devices change.</summary>
    public EbpfDevices Devices { get; }

    /// <summary>What tables, flows and counters name rules by.</summary>
    public RuleNumbers Rules { get; }

    /// <summary>Packets that the guard dropped because their device was not attached yet; null: there is no guard that counts. To be asked on a thread of the namespace.</summary>
    public DropCount? GuardDrops => _guards.Drops;

    /// <summary>What is not closed from its birth, and why, for people; null: nothing.</summary>
    public string? GuardGap => _guards.Gap;

    /// <summary>
    /// Takes over the program and the maps of a previous life of this build; else loads the program, with the maps of a previous life when they fit, or with new ones. What is attached goes on enforcing.
    /// </summary>
    /// <param name="pinRoot">Where a BPF file system is or shall be mounted.</param>
    /// <param name="scope">The name of the namespace's directory there.</param>
    /// <param name="options">Choices.</param>
    /// <exception cref="BpfLoadException">The kernel refused the program, and why.</exception>
    public static EbpfDriver Open(string pinRoot, string scope, EbpfOptions options)
    {
        var pins = new EbpfPins(pinRoot, scope);
        using var beside = new DedicatedThread("ringfence-guard");
        var preparing = beside.RunAsync(() => options.Guard == GuardBy.Best ? EbpfGuard.TryPrepare(pins, options.Sizes.Interfaces) : null);
        var early = new EarlyLinks(pins, options.Attach == AttachBy.Clsact ? [] : options.Expected);
        EbpfProgram? program = null;
        try
        {
            (program, bool adopted) = ProgramStart.Run(pins, options);
            early.End();
            var guards = DeviceGuards.Attach(pins, preparing.GetAwaiter().GetResult(), options.Guard);
            return new EbpfDriver(program, pins, guards, early, options, adopted);
        }
        catch
        {
            early.Dispose();
            program?.Dispose();
            ((Task)preparing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
            if (preparing.IsCompletedSuccessfully)
                preparing.Result?.Dispose();
            throw;
        }
    }

    /// <summary>How often what is enforced has changed, in this life.</summary>
    public long Changes => _root.Changes;

    /// <summary>What an interface's flows are stamped with now.</summary>
    public uint StampOf(EnforcedDevice device) => KernelImage.Stamp(_root.Word, device.Word);

    /// <summary>Since when hits are counted.</summary>
    public DateTimeOffset CountingSince => _pins.CountingSince;

    /// <summary>The hits of those of the rules that have a number.</summary>
    public ImmutableDictionary<RuleId, RuleHits> RuleHits(IEnumerable<RuleId> rules)
    {
        var hits = ImmutableDictionary.CreateBuilder<RuleId, RuleHits>();
        foreach (var rule in rules)
        {
            if (Rules.NumberOf(rule) is { } number)
                hits[rule] = Program.Hits[number];
        }

        return hits.ToImmutable();
    }

    /// <summary>The host's epoch: half of every interface's stamp.</summary>
    public uint Epoch => (uint)_root.Word;

    /// <summary>What each interface enforces, numbered: the other half.</summary>
    public IReadOnlyCollection<(string Id, uint Generation)> Generations() => Devices.Ids.Select(id => (id, (uint)Devices.Find(id)!.Word)).ToList();

    /// <summary>
    /// Moves members while every interface goes on enforcing what it does: one store a member, whatever the number of interfaces, and no device is asked for anything, so it may be called on any
    /// thread. False: it takes a plan; nobody has moved.
    /// </summary>
    /// <exception cref="ArenaFullException">There is no room; nobody has moved.</exception>
    public bool TryMove(AddressMoves moves, long revision) => Devices.Errors.Count == 0 && _addresses?.TryMove(moves, revision) == true;

    /// <summary>Whether these members can move together with a plan of the same addresses; if not, it takes one with all addresses anew.</summary>
    public bool CanMove(AddressMoves moves) => _addresses?.CanOverride(moves) == true;

    /// <summary>
    /// Makes the plan true: a packet is judged by the plan before or by this one, also one that passes two interfaces of the host. When it throws, what was in force still is.
    /// </summary>
    /// <param name="plan">What shall be in force.</param>
    /// <param name="moves">With the same addresses as in the plan before: the members that move with it.</param>
    /// <returns>What could not be attached, by interface id.</returns>
    /// <exception cref="IOException">The tables do not fit.</exception>
    public IReadOnlyDictionary<string, string> Apply(EbpfPlan plan, AddressMoves moves)
    {
        try
        {
            return MakeTrue(plan, moves);
        }
        catch (ArenaFullException) when (TryShrink())
        {
            return MakeTrue(plan, moves);
        }
    }

    /// <summary>
    /// Closes the interfaces that neither a plan nor a previous life has enforced yet, because theirs could not be made true. What is in force at the others stays. Needs no room but for an image.
    /// </summary>
    /// <exception cref="IOException">There is no room even for that: the guard keeps the devices closed, and what cannot be guarded is open.</exception>
    public void Close(IEnumerable<InterfacePolicy> interfaces)
    {
        var closing = interfaces
            .Where(subject => _plan?.Interfaces.GetValueOrDefault(subject.InterfaceId)?.Interface.Device != subject.Device && _previous?.Enforces(Devices.IndexOf(subject.Device), subject.Device) != true)
            .ToList();
        if (closing.Count == 0)
            return;
        _generation++;
        foreach (var subject in closing)
        {
            bool hasLinkHeader = NetworkDevice.HasLinkHeader(subject.Device) ?? true;
            string id = _plan?.Interfaces.ContainsKey(subject.InterfaceId) == true ? $"{subject.InterfaceId} at {subject.Device}" : subject.InterfaceId;
            Devices.Turn(id, subject, KernelImage.Word(_generation, _closed.Of(subject.Role, hasLinkHeader)), hasLinkHeader);
        }

        Devices.Refresh();
    }

    /// <summary>Looks whether the kernel still has what was applied, and repairs it. To be called at least every two seconds.</summary>
    /// <returns>What was found, by interface id; empty: all is well.</returns>
    public IReadOnlyDictionary<string, string> Check()
    {
        string? changed = _settings.Restore();
        var found = Devices.Check();
        return changed is null ? found : Devices.Ids.ToDictionary(id => id, id => found.TryGetValue(id, out string? more) ? $"{changed} {more}" : changed);
    }

    /// <summary>True when something waits for a grace period: call <see cref="BeginGrace"/>.</summary>
    public bool NeedsGrace => _arena.HasRetired || !_root.IsSettled || !_root.Image.Overrides.IsEmpty;

    /// <summary>To be called before a grace period, which may be waited for on any thread while changes go on; then <see cref="EndGrace"/>.</summary>
    public (long Changes, long Retired) BeginGrace() => (_root.Changes, _arena.Retired);

    /// <summary>Does what had to wait until no packet looks at what was in force before.</summary>
    public void EndGrace((long Changes, long Retired) begun)
    {
        _root.Settle(begun.Changes);
        _arena.Free(begun.Retired);
        _addresses?.Settle(begun.Changes);
    }

    /// <summary>Takes everything out of the kernel: nothing is enforced any more.</summary>
    public void Release()
    {
        foreach (string id in Devices.Ids.ToList())
            Devices.Remove(id);
        Devices.Leave();
        Devices.ReleaseOthers();
        DeviceGuards.RemoveAll(_pins);
        _pins.RemoveAll();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Devices.Dispose();
        _guards.Dispose();
        Program.Dispose();
    }

    private IReadOnlyDictionary<string, string> MakeTrue(EbpfPlan plan, AddressMoves moves)
    {
        bool sameAddresses = ReferenceEquals(_plan?.Addresses, plan.Addresses);
        var changed = plan.Interfaces.Where(entry => !sameAddresses || !IsInForce(entry.Key, entry.Value)).ToDictionary();
        var removed = Devices.Ids.Where(id => !plan.Interfaces.ContainsKey(id)).ToList();
        if (sameAddresses && changed.Count == 0 && removed.Count == 0)
        {
            _plan = plan;
            if (moves.Count == 0)
                _root.Confirm(plan.Revision);
            else if (!_addresses!.TryMove(moves, plan.Revision))
                throw new InvalidOperationException("So many members move only with a plan of all addresses; CanMove says so.");
            return Devices.Refresh();
        }

        var written = new Dictionary<string, (ulong Word, bool HasLinkHeader)>(StringComparer.Ordinal);
        var addresses = sameAddresses ? _addresses! : null;
        HostImage next;
        try
        {
            addresses ??= MovingAddresses.Write(_root, _arena, _hash, plan.Addresses);
            foreach (var (id, image) in changed)
                written.Add(id, Write(image, addresses.Classifier.Offset, _generation + 1));
            next = _root.Image.Copy();
            next.Overrides = sameAddresses ? addresses.Override(moves) : next.Overrides.Clear();
            foreach (var (id, (word, _)) in written)
                Devices.Enter(next, plan.Interfaces[id].Interface, word);
            next.Write(_arena);
        }
        catch
        {
            foreach (var (word, _) in written.Values)
                _arena.Retire((uint)(word >> 32));
            if (!sameAddresses)
                addresses?.Classifier.Retire();
            _policies.KeepOnly(_plan?.Policies ?? []);
            throw;
        }

        // Everything is written and nothing names it. Now one word is turned.
        _generation++;
        _root.Turn(next, moves.Count > 0, plan.Revision);
        var replaced = changed.Keys.Concat(removed).Select(id => Devices.Find(id)?.Record ?? 0).Where(record => !_closed.Contains(record)).ToList();
        var old = sameAddresses ? null : _addresses;
        (_plan, _addresses) = (plan, addresses);
        removed.ForEach(Devices.Remove);
        foreach (var (id, (word, hasLinkHeader)) in written)
            Devices.Turn(id, plan.Interfaces[id].Interface, word, hasLinkHeader);
        Devices.Leave();
        var errors = written.Keys.All(id => Devices.Find(id)!.Attachment is not null) && removed.Count == 0 ? Devices.Errors : Devices.Refresh();
        _addresses.Local = plan.LocalAddresses;

        replaced.ForEach(_arena.Retire);
        old?.Classifier.Retire();
        _policies.KeepOnly(plan.Policies);
        ForgetPrevious();
        return errors;
    }

    /// <summary>Takes back what the classifier holds for members who have gone: the limits count those who are there.</summary>
    private bool TryShrink()
    {
        try
        {
            if (_addresses?.Classifier.TryShrink() != true)
                return false;
        }
        catch (ArenaFullException)
        {
            return false;
        }

        _arena.Reclaim();
        return true;
    }

    private bool IsInForce(string id, InterfaceImage image) =>
        _plan is { } plan && plan.Interfaces.TryGetValue(id, out var before) && before.IsSame(image) && Devices.Find(id) is { } device
        && (device.Attachment is not null || (NetworkDevice.HasLinkHeader(image.Interface.Device) ?? device.HasLinkHeader) == device.HasLinkHeader);

    private (ulong Word, bool HasLinkHeader) Write(InterfaceImage image, uint classifier, uint generation)
    {
        bool hasLinkHeader = NetworkDevice.HasLinkHeader(image.Interface.Device) ?? true;
        var (ingress, egress) = (_policies.Get(image.Ingress).Table, _policies.Get(image.Egress).Table);
        return (KernelImage.Word(generation, EnforcementRecord.Write(_arena, image.Interface, hasLinkHeader, classifier, ingress, egress)), hasLinkHeader);
    }

    /// <summary>After the first plan nothing of a previous life is in use any more.</summary>
    private void ForgetPrevious()
    {
        if (_previous is null)
            return;
        Devices.ReleaseOthers();
        Rules.ReleaseUnheld();
        _previous.Retire();
        _previous = null;
    }
}
