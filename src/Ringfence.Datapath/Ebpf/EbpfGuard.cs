using System.Text;
using Ringfence.Linux.Bpf;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// Keeps devices closed from their birth until the program is attached to them: a netfilter program that knows the names (bpf/guard.bpf.c). Pinned, so it holds while no
/// agent runs. IPv4 and IPv6 that the namespace routes, receives or sends; bridged frames do not pass there.
/// </summary>
internal sealed class EbpfGuard : IDisposable
{
    private const int NameBytes = 16, KnownBytes = 24;
    private const int Priority = -2_000_000_000;
    private const string Object = "guard.bpf.o", ProgramName = "ringfence_guard";

    private static readonly string[] MapNames = ["rf_guarded", "rf_known", "rf_guard_drops"];

    internal static readonly (uint Family, uint Hook)[] Hooks = [(2, 1), (2, 2), (2, 3), (10, 1), (10, 2), (10, 3)];

    private readonly Dictionary<(uint Family, uint Hook), BpfLink> _links = [];
    private readonly EbpfPins _pins;
    private readonly BpfProgram _program;
    private readonly BpfMap[] _maps;
    private bool _hasNewMaps, _isNew;

    private EbpfGuard(EbpfPins pins, BpfProgram program, IEnumerable<BpfMap> maps)
    {
        _pins = pins;
        _program = program;
        _maps = [.. maps];
    }

    private BpfMap Guarded => _maps[0];

    private BpfMap Known => _maps[1];

    /// <summary>Packets that were dropped because their device was not attached yet.</summary>
    public DropCount Drops
    {
        get
        {
            Span<byte> values = stackalloc byte[16 * BpfMap.PossibleCpus];
            _maps[2].TryLookup(BitConverter.GetBytes(0u), values);
            var sum = default(DropCount);
            for (int i = 0; i < values.Length; i += 16)
                sum = new DropCount(sum.Packets + BitConverter.ToInt64(values[i..]), sum.Bytes + BitConverter.ToInt64(values[(i + 8)..]));
            return sum;
        }
    }

    /// <summary>
    /// Takes over the program that a previous life left, or loads it: on any thread, and nothing is guarded by it before <see cref="Attach"/>. Null: the kernel has no netfilter programs (before 6.4; doctor
    /// says so).
    /// </summary>
    /// <exception cref="BpfException">The kernel refused something else.</exception>
    public static EbpfGuard? TryPrepare(EbpfPins pins, uint devices)
    {
        var maps = MapNames.Select(pins.TryGetMap).ToList();
        if (maps.Exists(map => map is null) || maps[1]!.MaxEntries != devices || maps[2]!.ValueSize != 16)
            Drop(maps);

        bool fresh = maps.Count == 0;
        byte[] image = EbpfImage.Read(Object);
        var pinned = fresh ? null : PinnedPrograms.TryGet(pins, image, [ProgramName], maps!);
        try
        {
            var program = pinned?[ProgramName] ?? Load(image, devices, maps);
            return new EbpfGuard(pins, program, maps!) { _hasNewMaps = fresh, _isNew = pinned is null };
        }
        catch (BpfLoadException)
        {
            Drop(maps);
            return null;
        }
    }

    /// <summary>Guards from now on, in the place of what a previous life left, which guards until then. On a thread of the namespace.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void Attach()
    {
        Link();
        for (int i = 0; i < MapNames.Length && _hasNewMaps; i++)
            _pins.PinMap(_maps[i], MapNames[i]);
        if (_isNew)
            PinnedPrograms.Replace(_pins, EbpfImage.Read(Object), new Dictionary<string, BpfProgram> { [ProgramName] = _program });
    }

    /// <summary>Loads the guard and lets it go again.</summary>
    /// <exception cref="BpfLoadException">This kernel has no netfilter programs, and why.</exception>
    public static void TryLoad()
    {
        using var code = Code(EbpfImage.Read(Object), 16);
        code.Load();
    }

    /// <summary>From now on a device of this name is closed, unless it is the one that is attached.</summary>
    public void Close(string device)
    {
        Span<byte> value = stackalloc byte[4];
        if (!Guarded.TryLookup(Name(device), value))
            Guarded.Update(Name(device), BitConverter.GetBytes(0u));
    }

    /// <summary>The program is attached to this device: let its packets come to it.</summary>
    public void Attached(string device, uint ifindex)
    {
        Guarded.Update(Name(device), BitConverter.GetBytes(ifindex));
        Know(device, ifindex);
    }

    /// <summary>Nothing is attached to a device of this name any more.</summary>
    public void Detached(string device, uint ifindex)
    {
        Guarded.Update(Name(device), BitConverter.GetBytes(0u));
        Forget(ifindex);
    }

    /// <summary>Nobody wants a device of this name enforced any more.</summary>
    public void Open(string device, uint ifindex)
    {
        Guarded.Delete(Name(device));
        Forget(ifindex);
    }

    /// <summary>Lets go of every name but these.</summary>
    public void OpenAllBut(IEnumerable<string> devices)
    {
        var kept = devices.ToHashSet(StringComparer.Ordinal);
        foreach (byte[] name in Guarded.Keys())
        {
            if (!kept.Contains(Encoding.UTF8.GetString(name).TrimEnd('\0')))
                Guarded.Delete(name);
        }
    }

    /// <summary>Whether the list of names says this of a device.</summary>
    /// <param name="device">The name.</param>
    /// <param name="ifindex">The device that is attached; 0: none.</param>
    public bool Holds(string device, uint ifindex)
    {
        Span<byte> value = stackalloc byte[4];
        return Guarded.TryLookup(Name(device), value) && BitConverter.ToUInt32(value) == ifindex;
    }

    /// <summary>Puts the guard back at the hooks that somebody detached it from. The kernel does not say that of a netfilter link; but it lets no second one have its priority.</summary>
    /// <returns>True: somebody had.</returns>
    public bool Restore()
    {
        bool found = false;
        foreach (var ((family, hook), old) in _links.ToList())
        {
            try
            {
                var link = BpfLink.CreateNetfilter(_program, family, hook, old.NetfilterPriority());
                _pins.PinLink(link, LinkName(family, hook));
                old.Dispose();
                _links[(family, hook)] = link;
                found = true;
            }
            catch (BpfException taken) when (taken.IsBusy)
            {
                // Ours is there.
            }
        }

        return found;
    }

    /// <summary>Takes a guard that somebody left out of the kernel.</summary>
    public static void Remove(EbpfPins pins)
    {
        foreach (var (family, hook) in Hooks)
        {
            using var link = pins.TryGetLink(LinkName(family, hook));
            link?.Detach();
            pins.RemoveLink(LinkName(family, hook));
        }
    }

    /// <summary>Remembers a device so that its packets need no search by name. Right under this name only.</summary>
    public void Know(string device, uint ifindex)
    {
        byte[] known = new byte[KnownBytes];
        Name(device).CopyTo(known, 0);
        BitConverter.TryWriteBytes(known.AsSpan(NameBytes), ifindex);
        Known.Update(BitConverter.GetBytes(ifindex & (Known.MaxEntries - 1)), known);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var link in _links.Values)
            link.Dispose();
        _program.Dispose();
        foreach (var map in _maps)
            map.Dispose();
    }

    private static void Drop(List<BpfMap?> maps)
    {
        maps.ForEach(map => map?.Dispose());
        maps.Clear();
    }

    /// <summary>Loads the program with these maps; when there are none, with new ones, which are added.</summary>
    private static BpfProgram Load(byte[] image, uint devices, List<BpfMap?> maps)
    {
        using var code = Code(image, devices);
        for (int i = 0; i < maps.Count; i++)
            code.Reuse(MapNames[i], maps[i]!);
        code.Load();
        if (maps.Count == 0)
            maps.AddRange(MapNames.Select(code.TakeMap));
        return code.TakeProgram(ProgramName);
    }

    private static BpfObject Code(byte[] image, uint devices)
    {
        var code = BpfObject.Open("guard", image);
        code.SetKind(ProgramName, BpfProgramKind.Netfilter);
        code.SetConstant("rf_known_mask", devices - 1);
        code.SetMaxEntries("rf_known", devices);
        return code;
    }

    private static byte[] Name(string device)
    {
        byte[] name = new byte[NameBytes];
        Encoding.UTF8.GetBytes(device, name);
        return name;
    }

    private void Forget(uint ifindex)
    {
        if (ifindex != 0)
            Known.Update(BitConverter.GetBytes(ifindex & (Known.MaxEntries - 1)), new byte[KnownBytes]);
    }

    private void Link()
    {
        foreach (var (family, hook) in Hooks)
        {
            string name = LinkName(family, hook);
            var old = _pins.TryGetLink(name);
            if (old is not null && !_hasNewMaps && RunsOurs(old))
            {
                _links.Add((family, hook), old);
                continue;
            }

            // Netfilter links cannot be updated: the new guard comes beside the old one before that goes.
            BpfLink link;
            try
            {
                link = BpfLink.CreateNetfilter(_program, family, hook, Priority);
            }
            catch (BpfException taken) when (old is not null && taken.IsBusy)
            {
                link = BpfLink.CreateNetfilter(_program, family, hook, Priority + 1);
            }

            _pins.PinLink(link, name);
            old?.Detach();
            old?.Dispose();
            _links.Add((family, hook), link);
        }
    }

    internal static string LinkName(uint family, uint hook) => $"guard-{family}-{hook}";

    private bool RunsOurs(BpfLink link)
    {
        using var running = BpfProgram.TryOpen(link.Info().ProgramId);
        return running?.Tag == _program.Tag;
    }
}
