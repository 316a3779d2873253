using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Datapath.Ebpf.Tables;
using Ringfence.Linux.Bpf;
using Ringfence.Policy.Addressing;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// Keeps one network namespace's devices enforced by the program. One caller at a time, on a thread of that namespace. Disposing it leaves everything in force: maps and
/// links are pinned, and the next life takes them over.
/// </summary>
internal sealed unsafe class EbpfDriver : IDisposable
{
    private readonly EbpfPins _pins;
    private readonly Arena _arena;
    private readonly AddressHash _hash;
    private readonly RuleNumbers _numbers;
    private readonly PolicyStore _policies;
    private readonly InterfaceTable _interfaces;
    private readonly Dictionary<string, Enforced> _enforced = new(StringComparer.Ordinal);
    private List<uint> _inherited;
    private EbpfPlan? _plan;
    private ClassifierTables? _classifier;
    private uint _generation;

    private EbpfDriver(EbpfProgram program, EbpfPins pins, bool adopted)
    {
        Program = program;
        _pins = pins;
        _arena = new Arena(program.Arena, program.Sizes.ArenaBytes);
        _inherited = adopted ? _arena.Blocks() : [];
        _hash = new AddressHash(program.Host.Secret[10], program.Host.Secret[11]);
        _numbers = new RuleNumbers(program.Sizes.Rules);
        _policies = new PolicyStore(_arena, _numbers);
        _interfaces = new InterfaceTable(program);
        foreach (var (index, _) in _interfaces.Occupied())
            _generation = Math.Max(_generation, (uint)program.Interfaces[index].Current);
        Adopted = adopted;
    }

    /// <summary>The program in force.</summary>
    public EbpfProgram Program { get; }

    /// <summary>True when a previous life's maps were taken over.</summary>
    public bool Adopted { get; }

    /// <summary>Loads the program; with the maps of a previous life when they fit, else with new ones. What is attached goes on enforcing.</summary>
    public static EbpfDriver Open(string pinRoot, string scope, EbpfOptions options)
    {
        var pins = new EbpfPins(pinRoot, scope);
        var maps = pins.TryGetMaps();
        if (maps is not null && !EbpfMaps.Fit(maps, options.Sizes))
        {
            foreach (var map in maps.Values)
                map.Dispose();
            maps = null;
        }

        var program = EbpfProgram.Load(options.Sizes, maps);
        HostSettings.Write(ref program.Host, options);
        if (maps is null)
            pins.PinMaps(program);
        return new EbpfDriver(program, pins, maps is not null);
    }

    /// <summary>
    /// Makes the plan true: an interface's packets are judged by the plan before or by this one. When it throws, what was in force still is.
    /// </summary>
    /// <returns>What could not be attached, by interface id.</returns>
    /// <exception cref="ArenaFullException">The tables do not fit.</exception>
    public IReadOnlyDictionary<string, string> Apply(EbpfPlan plan)
    {
        bool sameAddresses = ReferenceEquals(_plan?.Addresses, plan.Addresses);
        var classifier = sameAddresses ? _classifier! : new ClassifierTables(_arena, _hash);
        var records = new Dictionary<string, (uint Offset, bool HasLinkHeader)>(StringComparer.Ordinal);
        try
        {
            if (!sameAddresses)
            {
                classifier.WriteHosts(plan.Addresses.Hosts);
                classifier.WritePrefixes(plan.Addresses.Prefixes);
            }

            foreach (var (id, image) in plan.Interfaces)
                records.Add(id, Write(image, classifier.Offset));
        }
        catch
        {
            foreach (var (offset, _) in records.Values)
                _arena.Retire(offset);
            if (!sameAddresses)
                classifier.Retire();
            _policies.KeepOnly(PoliciesOf(_plan));
            throw;
        }

        // Everything is written and nothing names it. From here on there is only turning words.
        _generation++;
        var replaced = new List<uint>();
        foreach (string gone in _enforced.Keys.Except(plan.Interfaces.Keys).ToList())
            Release(gone, replaced);
        foreach (var (id, image) in plan.Interfaces)
            Turn(id, image, records[id].Offset, records[id].HasLinkHeader, replaced);
        var old = _classifier;
        (_plan, _classifier) = (plan, classifier);
        var errors = Refresh();

        foreach (uint record in replaced)
            _arena.Retire(record);
        if (!sameAddresses)
            old?.Retire();
        _policies.KeepOnly(PoliciesOf(plan));
        ForgetInherited();
        return errors;
    }

    /// <summary>Moves members to other classes, whatever the number of interfaces: a slot each, and the epoch, so that established flows are judged again.</summary>
    /// <returns>False: there is no room in place; a whole plan must be applied.</returns>
    public bool MoveHosts(IEnumerable<(IpAddress Host, int Class)> set, IEnumerable<IpAddress> removed)
    {
        foreach (var (host, classId) in set)
        {
            if (_classifier?.TrySetHost(host, classId) != true)
                return false;
        }

        foreach (var host in removed)
            _classifier?.RemoveHost(host);
        Interlocked.Increment(ref Program.Host.Epoch);
        return true;
    }

    /// <summary>Attaches to the devices that have come, forgets those that have gone. Call when devices change, and now and then.</summary>
    /// <returns>What could not be attached, by interface id.</returns>
    public IReadOnlyDictionary<string, string> Refresh()
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (id, enforced) in _enforced)
        {
            uint ifindex = NetworkDevice.IndexOf(enforced.Image.Interface.Device);
            if (enforced.Attachment is { } attached && attached.Ifindex != ifindex)
                Forget(enforced);
            if (ifindex == 0)
                continue;
            try
            {
                Attach(enforced, ifindex);
            }
            catch (IOException refused)
            {
                errors[id] = refused.Message;
            }
        }

        return errors;
    }

    /// <summary>Looks whether the kernel still has what was applied, and repairs it. What was found, by interface id; empty: all is well.</summary>
    public IReadOnlyDictionary<string, string> Check()
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (id, enforced) in _enforced)
        {
            if (enforced.Attachment is not { } attachment)
                continue;
            string? problem = attachment.Problem(Program);
            if (problem is null && attachment.Overruled() is { } overruled)
            {
                found[id] = overruled; // reported only: what others attach is not ours to remove
                continue;
            }

            if (problem is null && _interfaces.Current(attachment.Ifindex) != enforced.Word)
                problem = $"The record of device {attachment.Ifindex} was changed.";
            if (problem is null)
                continue;
            found[id] = problem;
            Forget(enforced);
        }

        if (found.Count > 0)
            Refresh();
        return found;
    }

    /// <summary>Takes everything out of the kernel: nothing is enforced any more.</summary>
    public void Release()
    {
        foreach (string id in _enforced.Keys.ToList())
            Release(id, []);
        foreach (uint ifindex in _pins.LinkedDevices())
            Unlink(ifindex);
        _pins.RemoveAll();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var enforced in _enforced.Values)
            enforced.Attachment?.Dispose();
        Program.Dispose();
    }

    private static HashSet<PolicyImage> PoliciesOf(EbpfPlan? plan)
    {
        var used = new HashSet<PolicyImage>(ReferenceEqualityComparer.Instance);
        foreach (var image in plan?.Interfaces.Values ?? [])
        {
            used.Add(image.Ingress);
            used.Add(image.Egress);
        }

        return used;
    }

    private (uint Offset, bool HasLinkHeader) Write(InterfaceImage image, uint classifier)
    {
        bool hasLinkHeader = NetworkDevice.HasLinkHeader(image.Interface.Device) ?? true;
        var (ingress, egress) = (_policies.Get(image.Ingress).Table, _policies.Get(image.Egress).Table);
        return (EnforcementRecord.Write(_arena, image.Interface, hasLinkHeader, classifier, ingress, egress), hasLinkHeader);
    }

    private void Turn(string id, InterfaceImage image, uint record, bool hasLinkHeader, List<uint> replaced)
    {
        if (_enforced.TryGetValue(id, out var enforced))
            replaced.Add((uint)(enforced.Word >> 32));
        else
            _enforced.Add(id, enforced = new Enforced());
        if (enforced.Image is { } before && (before.Interface.Device != image.Interface.Device || before.Interface.Role != image.Interface.Role))
            Release(enforced);
        enforced.Image = image;
        enforced.HasLinkHeader = hasLinkHeader;
        enforced.Word = KernelInterface.Word(_generation, record);
        if (enforced.Attachment is { } attached)
            _interfaces.Set(attached.Ifindex, enforced.Word);
    }

    private void Attach(Enforced enforced, uint ifindex)
    {
        if (enforced.Attachment is not null)
            return;
        if (NetworkDevice.HasLinkHeader(enforced.Image.Interface.Device) is { } has && has != enforced.HasLinkHeader)
            throw new IOException($"Device {enforced.Image.Interface.Device} is of another kind now; it is enforced with the next change.");
        // The record first: the program has its policy with the first packet it sees.
        _interfaces.Set(ifindex, enforced.Word);
        enforced.Attachment = Attachment.Make(Program, _pins, ifindex, enforced.Image.Interface.Role);
    }

    private void Release(string id, List<uint> replaced)
    {
        var enforced = _enforced[id];
        _enforced.Remove(id);
        replaced.Add((uint)(enforced.Word >> 32));
        Release(enforced);
    }

    private void Release(Enforced enforced)
    {
        if (enforced.Attachment is not { } attachment)
            return;
        enforced.Attachment = null;
        attachment.Detach(_pins);
        attachment.Dispose();
        _interfaces.Remove(attachment.Ifindex);
    }

    /// <summary>The device has gone, or its links are not what they should be. The record stays while the device has its name; closed is what it is without.</summary>
    private void Forget(Enforced enforced)
    {
        if (enforced.Attachment is not { } attachment)
            return;
        enforced.Attachment = null;
        if (NetworkDevice.IndexOf(enforced.Image.Interface.Device) != attachment.Ifindex)
        {
            _pins.RemoveLink(attachment.Ifindex, toInstance: true);
            _pins.RemoveLink(attachment.Ifindex, toInstance: false);
            _interfaces.Remove(attachment.Ifindex);
        }

        attachment.Dispose();
    }

    /// <summary>After the first plan nothing of the previous life is in use: interfaces it enforced and this plan does not name are let go.</summary>
    private void ForgetInherited()
    {
        if (!Adopted || _inherited.Count == 0)
            return;
        var ours = _enforced.Values.Select(enforced => enforced.Attachment?.Ifindex ?? 0).ToHashSet();
        foreach (uint ifindex in _pins.LinkedDevices().Where(ifindex => !ours.Contains(ifindex)))
            Unlink(ifindex);
        foreach (var (_, ifindex) in _interfaces.Occupied().Where(record => !ours.Contains(record.Ifindex)))
            _interfaces.Remove(ifindex);
        foreach (uint block in _inherited)
            _arena.Retire(block);
        _inherited = [];
    }

    private void Unlink(uint ifindex)
    {
        foreach (bool to in new[] { true, false })
        {
            using var link = _pins.TryGetLink(ifindex, to);
            if (link is not null && link.Info().Ifindex != 0)
                link.Detach();
            _pins.RemoveLink(ifindex, to);
        }
    }

    private sealed class Enforced
    {
        public InterfaceImage Image { get; set; } = null!;

        public ulong Word { get; set; }

        public bool HasLinkHeader { get; set; }

        public Attachment? Attachment { get; set; }
    }
}
