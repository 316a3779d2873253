using System.Text;

namespace Ringfence.Files;

/// <summary>Turns byte offsets of a UTF-8 text into places. Offsets that grow cost their distance, so that a whole file costs its length once.</summary>
internal sealed class TextPlaces(ReadOnlyMemory<byte> text)
{
    private int _offset;
    private int _line = 1;
    private int _lineStart;

    public FilePosition At(long offset)
    {
        int wanted = (int)Math.Clamp(offset, 0, text.Length);
        if (wanted < _offset)
            (_offset, _line, _lineStart) = (0, 1, 0);
        var bytes = text.Span;
        while (bytes[_offset..wanted].IndexOf((byte)'\n') is var next and >= 0)
        {
            _line++;
            _offset += next + 1;
            _lineStart = _offset;
        }

        _offset = wanted;
        return new FilePosition(_line, Encoding.UTF8.GetCharCount(bytes[_lineStart..wanted]) + 1);
    }
}
