using System.Buffers.Binary;

namespace Ringfence.Kernel.Tests.Ebpf.Reference;

/// <summary>
/// The stack frames of an object file's functions and who calls whom, read from its instructions: what a kernel's verifier adds up, whichever kernel it is. A frame is as deep as the deepest
/// access by the frame pointer.
/// </summary>
internal sealed class BpfFrames
{
    private const int FramePointer = 10, Symbols = 2, Relocations = 9, Function = 2;

    private readonly byte[] _image;
    private readonly Dictionary<(int Section, long Offset), string> _names = [];
    private readonly Dictionary<string, int> _depths = [];
    private readonly Dictionary<string, HashSet<string>> _calls = [];

    public BpfFrames(byte[] image)
    {
        _image = image;
        var sections = Enumerable.Range(0, U16(0x3c)).Select(i => (int)U64(0x28) + (i * U16(0x3a))).ToList();
        int table = sections.Single(s => U32(s + 4) == Symbols), strings = (int)U64(sections[(int)U32(table + 40)] + 24);
        var symbols = Enumerable.Range(0, (int)U64(table + 32) / 24).Select(i => (int)U64(table + 24) + (i * 24)).ToList();
        var functions = symbols.Where(s => (image[s + 4] & 15) == Function).Select(s => (Name: Text(strings + (int)U32(s)), Section: (int)U16(s + 6), Start: U64(s + 8), Size: U64(s + 16))).ToList();
        foreach (var (name, section, start, _) in functions)
            _names[(section, start)] = name;
        var called = new Dictionary<(int Section, long Offset), string>();
        foreach (int relocation in sections.Where(s => U32(s + 4) == Relocations))
        {
            for (int at = (int)U64(relocation + 24); at < (int)(U64(relocation + 24) + U64(relocation + 32)); at += 16)
                called[((int)U32(relocation + 44), U64(at))] = Text(strings + (int)U32(symbols[(int)(U64(at + 8) >> 32)]));
        }

        foreach (var (name, section, start, size) in functions)
            Read(name, section, (int)U64(sections[section] + 24), start, start + size, called);
    }

    /// <summary>The deepest chain of calls from a function: bytes, and which it is.</summary>
    /// <param name="function">Where it begins.</param>
    /// <param name="unit">What each frame is rounded up to.</param>
    public (int Bytes, string Chain) Deepest(string function, int unit)
    {
        int own = (Math.Max(_depths[function], 1) + unit - 1) / unit * unit;
        var below = _calls[function].Select(callee => Deepest(callee, unit)).DefaultIfEmpty((Bytes: 0, Chain: "")).MaxBy(chain => chain.Bytes);
        return (own + below.Bytes, $"{function} {own}, {below.Chain}");
    }

    private void Read(string name, int section, int at, long start, long end, Dictionary<(int Section, long Offset), string> called)
    {
        var calls = _calls[name] = [];
        int deepest = 0, copied = -1;
        for (long offset = start; offset < end; offset += 8)
        {
            int instruction = at + (int)offset;
            byte code = _image[instruction];
            int to = _image[instruction + 1] & 15, from = _image[instruction + 1] >> 4;
            int displacement = (short)U16(instruction + 2), number = (int)U32(instruction + 4);
            switch (code)
            {
                case 0x18: // 64 bits of constant: two instructions long
                    offset += 8;
                    break;
                case 0x85 when from == 1: // a call of ours
                    calls.Add(called.GetValueOrDefault((section, offset)) ?? _names[(section, offset + 8 + (number * 8L))]);
                    break;
                case 0xbf when from == FramePointer:
                    copied = to;
                    break;
                case 0x07 when to == copied:
                    deepest = Math.Max(deepest, -number);
                    copied = -1;
                    break;
                default:
                    int pointer = (code & 7) switch { 1 => from, 2 or 3 => to, _ => -1 };
                    if (pointer == FramePointer)
                        deepest = Math.Max(deepest, -displacement);
                    break;
            }
        }

        _depths[name] = (deepest + 7) / 8 * 8;
    }

    private string Text(int at) => System.Text.Encoding.ASCII.GetString(_image.AsSpan(at, _image.AsSpan(at).IndexOf((byte)0)));

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_image.AsSpan(at));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_image.AsSpan(at));

    private long U64(int at) => BinaryPrimitives.ReadInt64LittleEndian(_image.AsSpan(at));
}
