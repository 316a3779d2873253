using System.Runtime.InteropServices;

namespace Ringfence.Linux.Bpf;

/// <summary>
/// An object file of programs and maps: opened, sized, loaded. Not safe for concurrent use. Disposing it closes libbpf's own descriptors; maps and programs
/// taken out of it live on.
/// </summary>
public sealed unsafe class BpfObject : SafeHandle
{
    private readonly string _name;
    private readonly GCHandle _image;
    private Btf? _types;

    private BpfObject(string name, GCHandle image)
        : base(0, ownsHandle: true)
    {
        _name = name;
        _image = image;
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Reads an object file from memory.</summary>
    /// <exception cref="BpfLoadException">It is not one.</exception>
    public static BpfObject Open(string name, byte[] image)
    {
        var pin = GCHandle.Alloc(image, GCHandleType.Pinned);
        var opened = new BpfObject(name, pin);
        using var log = BpfLog.Capture();
        nint handle = LibBpf.OpenMemory((void*)pin.AddrOfPinnedObject(), (nuint)image.Length, null);
        int error = Marshal.GetLastPInvokeError();
        if (handle is 0 or (>= -4095 and < 0))
        {
            opened.Dispose();
            pin.Free();
            throw new BpfLoadException($"open {name}", error, log.Text);
        }

        opened.SetHandle(handle);
        return opened;
    }

    /// <summary>Sets the size of one value. Before <see cref="Load"/>.</summary>
    public void SetValueSize(string map, uint size) => Check(LibBpf.SetValueSize(Map(map), size), $"value size of {map}");

    /// <summary>Sets the number of values. Before <see cref="Load"/>.</summary>
    public void SetMaxEntries(string map, uint count) => Check(LibBpf.SetMaxEntries(Map(map), count), $"entries of {map}");

    /// <summary>Uses a map that exists instead of making one. Its type and sizes must be the same. Before <see cref="Load"/>.</summary>
    public void Reuse(string map, BpfMap existing)
    {
        ArgumentNullException.ThrowIfNull(existing);
        Check(LibBpf.ReuseFd(Map(map), existing.Fd.Number), $"reuse of {map}");
    }

    /// <summary>Leaves a program out: it is neither verified nor loaded. Before <see cref="Load"/>.</summary>
    public void Skip(string program) => Check(LibBpf.SetAutoload(Program(program), false), $"leaving out of {program}");

    /// <summary>Says what kind a program is, when this libbpf does not know its section's name. Before <see cref="Load"/>.</summary>
    public void SetKind(string program, BpfProgramKind kind)
    {
        Check(LibBpf.SetProgramType(Program(program), (int)kind), $"type of {program}");
        if (kind == BpfProgramKind.Netfilter)
            Check(LibBpf.SetAttachType(Program(program), BpfLink.NetfilterHook), $"attach type of {program}");
    }

    /// <summary>Writes a 32-bit constant that the verifier will know. Before <see cref="Load"/>.</summary>
    public void SetConstant(string variable, uint value)
    {
        var place = Types.Variable(".rodata", variable);
        nint map = 0;
        while ((map = LibBpf.NextMap(handle, map)) != 0)
        {
            if (Marshal.PtrToStringUTF8(LibBpf.MapName(map))?.EndsWith(".rodata", StringComparison.Ordinal) != true)
                continue;
            byte* initial = LibBpf.InitialValue(map, out nuint size);
            if (initial == null || place.Size != sizeof(uint) || (nuint)place.Offset + sizeof(uint) > size)
                break;
            *(uint*)(initial + place.Offset) = value;
            return;
        }

        throw new InvalidOperationException($"{_name} has no 32-bit constant {variable}.");
    }

    /// <summary>The types that the object describes.</summary>
    public Btf Types => _types ??= ReadTypes();

    /// <summary>Makes the maps, verifies and loads the programs.</summary>
    /// <exception cref="BpfLoadException">The kernel or the verifier refused; says why.</exception>
    public void Load()
    {
        using var log = BpfLog.Capture();
        int result = LibBpf.Load(handle);
        if (result < 0)
            throw new BpfLoadException($"load {_name}", -result, log.Text);
    }

    /// <summary>A map with a descriptor of its own. After <see cref="Load"/>.</summary>
    public BpfMap TakeMap(string name) => BpfMap.From(BpfFd.Duplicate(LibBpf.MapFd(Map(name))));

    /// <summary>A program with a descriptor of its own. After <see cref="Load"/>.</summary>
    public BpfProgram TakeProgram(string name) => new(BpfFd.Duplicate(LibBpf.ProgramFd(Program(name))));

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        LibBpf.Close(handle);
        _image.Free();
        return true;
    }

    private static void Check(int result, string what)
    {
        if (result < 0)
            throw new BpfException(what, -result);
    }

    private Btf ReadTypes()
    {
        byte* data = LibBpf.BtfRawData(LibBpf.ObjectBtf(handle), out uint size);
        return data == null ? throw new InvalidOperationException($"{_name} carries no BTF.") : Btf.Parse(new ReadOnlySpan<byte>(data, (int)size));
    }

    private nint Program(string name)
    {
        nint program = LibBpf.FindProgram(handle, name);
        return program != 0 ? program : throw new InvalidOperationException($"{_name} has no program {name}.");
    }

    private nint Map(string name)
    {
        nint map = LibBpf.FindMap(handle, name);
        return map != 0 ? map : throw new InvalidOperationException($"{_name} has no map {name}.");
    }
}
