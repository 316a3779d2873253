using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Ringfence.Linux.Bpf;

/// <summary>A member of a C structure.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Offset">Bytes from the start.</param>
/// <param name="Size">Bytes.</param>
public readonly record struct BtfMember(string Name, int Offset, int Size);

/// <summary>The BPF Type Format (Documentation/bpf/btf.rst): as much as it takes to know structures, enumerations and variables.</summary>
public sealed class Btf
{
    private const int Int = 1, Pointer = 2, Array = 3, Struct = 4, Union = 5, Enum = 6, Typedef = 8, Volatile = 9, Const = 10, Restrict = 11, FuncProto = 13, Var = 14,
        DataSection = 15, Float = 16, DeclTag = 17, TypeTag = 18, Enum64 = 19;

    private readonly List<Entry> _types = [default];

    private Btf()
    {
    }

    private readonly record struct Entry(string Name, int Kind, uint SizeOrType, uint[] Extra);

    /// <summary>Reads the raw section.</summary>
    public static Btf Parse(ReadOnlySpan<byte> data)
    {
        int header = (int)Read(data, 4);
        var types = data.Slice(header + (int)Read(data, 8), (int)Read(data, 12));
        var strings = data.Slice(header + (int)Read(data, 16), (int)Read(data, 20));
        var btf = new Btf();
        while (!types.IsEmpty)
        {
            uint info = Read(types, 4);
            int kind = (int)(info >> 24) & 31, count = (int)(info & 0xffff);
            int words = kind switch
            {
                Int or Var or DeclTag => 1,
                Array => 3,
                Struct or Union or DataSection or Enum64 => 3 * count,
                Enum or FuncProto => 2 * count,
                _ => 0,
            };
            var extra = new uint[words];
            for (int i = 0; i < words; i++)
                extra[i] = Read(types, 12 + (4 * i));
            btf._types.Add(new Entry(Text(strings, Read(types, 0)), kind, Read(types, 8), btf.Names(kind, extra, strings)));
            types = types[(12 + (4 * words))..];
        }

        return btf;
    }

    /// <summary>The types that the kernel has under an id.</summary>
    /// <exception cref="BpfException">It has none.</exception>
    public static Btf OfKernel(uint id)
    {
        using var fd = BpfInfo.OpenTypes(id);
        return Parse(BpfInfo.ReadTypes(fd));
    }

    /// <summary>
    /// A structure with everything in it, as text: names, places and kinds of its members, names and values of enumerations. Where the texts are the same, so is what lies in memory. Null: no structure
    /// has this name.
    /// </summary>
    public string? Layout(string structure)
    {
        int id = _types.FindIndex(type => type.Kind == Struct && type.Name == structure);
        if (id < 0)
            return null;
        var text = new StringBuilder();
        Describe(text, (uint)id);
        return text.ToString();
    }

    /// <summary>The size of a structure and its members in order.</summary>
    /// <exception cref="KeyNotFoundException">No structure has this name.</exception>
    public (int Size, IReadOnlyList<BtfMember> Members) Structure(string name)
    {
        var type = Find(name, Struct);
        var members = new List<BtfMember>();
        for (int i = 0; i < type.Extra.Length; i += 3)
            members.Add(new BtfMember(_names[(int)type.Extra[i]], (int)(type.Extra[i + 2] & 0xffffff) / 8, SizeOf(type.Extra[i + 1])));
        return ((int)type.SizeOrType, members);
    }

    /// <summary>The names and values of an enumeration.</summary>
    /// <exception cref="KeyNotFoundException">No enumeration has this name.</exception>
    public IReadOnlyDictionary<string, uint> Enumeration(string name)
    {
        var type = Find(name, Enum);
        var values = new Dictionary<string, uint>(StringComparer.Ordinal);
        for (int i = 0; i < type.Extra.Length; i += 2)
            values.Add(_names[(int)type.Extra[i]], type.Extra[i + 1]);
        return values;
    }

    /// <summary>Where a variable lies in its section.</summary>
    /// <exception cref="KeyNotFoundException">There is no such variable.</exception>
    public BtfMember Variable(string section, string name)
    {
        var data = Find(section, DataSection);
        for (int i = 0; i < data.Extra.Length; i += 3)
        {
            if (_types[(int)data.Extra[i]].Name == name)
                return new BtfMember(name, (int)data.Extra[i + 1], (int)data.Extra[i + 2]);
        }

        throw new KeyNotFoundException($"{section} has no variable {name}.");
    }

    private readonly List<string> _names = [];

    private static uint Read(ReadOnlySpan<byte> data, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(data[offset..]);

    private static string Text(ReadOnlySpan<byte> strings, uint offset)
    {
        var text = strings[(int)offset..];
        return Encoding.UTF8.GetString(text[..text.IndexOf((byte)0)]);
    }

    /// <summary>Replaces the string offsets of members and enumerators by indices into our own list.</summary>
    private uint[] Names(int kind, uint[] extra, ReadOnlySpan<byte> strings)
    {
        int step = kind is Struct or Union ? 3 : kind == Enum ? 2 : 0;
        for (int i = 0; step > 0 && i < extra.Length; i += step)
        {
            _names.Add(Text(strings, extra[i]));
            extra[i] = (uint)_names.Count - 1;
        }

        return extra;
    }

    private Entry Find(string name, int kind)
    {
        foreach (var type in _types)
        {
            if (type.Kind == kind && type.Name == name)
                return type;
        }

        throw new KeyNotFoundException($"The object has no type {name}.");
    }

    private void Describe(StringBuilder text, uint id)
    {
        var type = _types[(int)id];
        switch (type.Kind)
        {
            case Typedef or Volatile or Const or Restrict or TypeTag:
                Describe(text, type.SizeOrType);
                break;
            case Array:
                text.Append(CultureInfo.InvariantCulture, $"[{type.Extra[2]}]");
                Describe(text, type.Extra[0]);
                break;
            case Struct or Union:
                text.Append(CultureInfo.InvariantCulture, $"{(type.Kind == Struct ? "struct" : "union")} {type.SizeOrType} {{");
                for (int i = 0; i < type.Extra.Length; i += 3)
                {
                    text.Append(CultureInfo.InvariantCulture, $" {_names[(int)type.Extra[i]]}@{type.Extra[i + 2]}:");
                    Describe(text, type.Extra[i + 1]);
                }

                text.Append(" }");
                break;
            case Enum:
                text.Append(CultureInfo.InvariantCulture, $"enum {type.SizeOrType} {{");
                for (int i = 0; i < type.Extra.Length; i += 2)
                    text.Append(CultureInfo.InvariantCulture, $" {_names[(int)type.Extra[i]]}={type.Extra[i + 1]}");
                text.Append(" }");
                break;
            default:
                text.Append(CultureInfo.InvariantCulture, $"{type.Kind}/{SizeOf(id)}/{(type.Kind == Int ? type.Extra[0] : 0)}");
                break;
        }
    }

    private int SizeOf(uint id)
    {
        var type = _types[(int)id];
        return type.Kind switch
        {
            Pointer => 8,
            Array => (int)type.Extra[2] * SizeOf(type.Extra[0]),
            Typedef or Volatile or Const or Restrict or TypeTag or Var => SizeOf(type.SizeOrType),
            Int or Struct or Union or Enum or Float or Enum64 or DataSection => (int)type.SizeOrType,
            _ => 0,
        };
    }
}
