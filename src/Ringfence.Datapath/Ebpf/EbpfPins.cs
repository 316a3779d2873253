using System.Globalization;
using Ringfence.Linux.Bpf;

namespace Ringfence.Datapath.Ebpf;

/// <summary>The names under which maps and links outlive the agent: one directory for a network namespace.</summary>
internal sealed class EbpfPins
{
    private readonly string _directory;

    /// <summary>Makes sure that the directory exists, in a BPF file system mounted at <paramref name="root"/>.</summary>
    public EbpfPins(string root, string scope)
    {
        BpfFs.EnsureMounted(root);
        _directory = Path.Combine(root, "ringfence", scope);
        Directory.CreateDirectory(_directory);
    }

    /// <summary>Whether anything was pinned for a namespace.</summary>
    public static bool Exist(string root, string scope) => Directory.Exists(Path.Combine(root, "ringfence", scope));

    /// <summary>The maps of a previous life; null: none, or not all.</summary>
    public Dictionary<string, BpfMap>? TryGetMaps()
    {
        var maps = new Dictionary<string, BpfMap>(StringComparer.Ordinal);
        foreach (string name in EbpfProgram.MapNames)
        {
            if (BpfFs.TryGet(Path.Combine(_directory, name)) is not { } fd)
            {
                foreach (var map in maps.Values)
                    map.Dispose();
                return null;
            }

            maps.Add(name, BpfMap.From(fd));
        }

        return maps;
    }

    public void PinMaps(EbpfProgram program)
    {
        foreach (string name in EbpfProgram.MapNames)
            BpfFs.Replace(program.Map(name).Fd, Path.Combine(_directory, name));
    }

    /// <summary>Since when hits of rules are counted: the time of their map's name, which outlives the agent as the map does.</summary>
    public DateTimeOffset CountingSince
    {
        get => File.GetLastWriteTimeUtc(Path.Combine(_directory, EbpfProgram.HitsMap));
        set => File.SetLastWriteTimeUtc(Path.Combine(_directory, EbpfProgram.HitsMap), value.UtcDateTime);
    }

    /// <summary>A map by its name; null: none.</summary>
    public BpfMap? TryGetMap(string name) => BpfFs.TryGet(Path.Combine(_directory, name)) is { } fd ? BpfMap.From(fd) : null;

    public void PinMap(BpfMap map, string name) => BpfFs.Replace(map.Fd, Path.Combine(_directory, name));

    /// <summary>A program by its name; null: none.</summary>
    public BpfProgram? TryGetProgram(string name) => BpfFs.TryGet(Path.Combine(_directory, name)) is { } fd ? new BpfProgram(fd) : null;

    public void PinProgram(BpfProgram program, string name) => BpfFs.Replace(program.Fd, Path.Combine(_directory, name));

    /// <summary>Removes the names that begin so.</summary>
    public void RemovePrograms(string beginning)
    {
        foreach (string path in Directory.EnumerateFiles(_directory, beginning + "*"))
            File.Delete(path);
    }

    /// <summary>A link by its name; null: none.</summary>
    public BpfLink? TryGetLink(string name) => BpfFs.TryGet(Path.Combine(_directory, name)) is { } fd ? new BpfLink(fd) : null;

    public void PinLink(BpfLink link, string name) => BpfFs.Replace(link.Fd, Path.Combine(_directory, name));

    public void RemoveLink(string name) => File.Delete(Path.Combine(_directory, name));

    /// <summary>The pinned link of a device; null: none.</summary>
    public BpfLink? TryGetLink(uint ifindex, bool toInstance) => BpfFs.TryGet(LinkPath(ifindex, toInstance)) is { } fd ? new BpfLink(fd) : null;

    public void PinLink(BpfLink link, uint ifindex, bool toInstance) => BpfFs.Replace(link.Fd, LinkPath(ifindex, toInstance));

    public void RemoveLink(uint ifindex, bool toInstance) => File.Delete(LinkPath(ifindex, toInstance));

    /// <summary>The devices that links are pinned for.</summary>
    public IReadOnlyList<uint> LinkedDevices() => Directory.EnumerateFiles(_directory, "link-*")
        .Select(path => uint.Parse(Path.GetFileName(path).Split('-')[1], CultureInfo.InvariantCulture)).Distinct().ToList();

    /// <summary>Removes every name: what they kept alive ends with its last user.</summary>
    public void RemoveAll() => Directory.Delete(_directory, recursive: true);

    private string LinkPath(uint ifindex, bool toInstance) =>
        Path.Combine(_directory, string.Create(CultureInfo.InvariantCulture, $"link-{ifindex}-{(toInstance ? "to" : "from")}"));
}
