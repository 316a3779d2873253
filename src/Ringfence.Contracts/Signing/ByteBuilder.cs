using System.Buffers;
using System.Globalization;
using System.Text;

namespace Ringfence.Contracts.Signing;

/// <summary>Puts bytes together: on the caller's stack while they are few, in a pooled array when they are not. Dispose returns the array.</summary>
internal ref struct ByteBuilder(Span<byte> initial)
{
    private Span<byte> _bytes = initial;
    private byte[]? _rented;
    private int _length;

    public readonly ReadOnlySpan<byte> Written => _bytes[.._length];

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _length += bytes.Length;
    }

    /// <summary>Appends text as UTF-8.</summary>
    public void Append(ReadOnlySpan<char> text) =>
        _length += Encoding.UTF8.GetBytes(text, Reserve(Encoding.UTF8.GetMaxByteCount(text.Length)));

    public void Append(long number)
    {
        const int MaxDigits = 20;
        _ = number.TryFormat(Reserve(MaxDigits), out int written, default, CultureInfo.InvariantCulture);
        _length += written;
    }

    /// <summary>Appends lower-case hexadecimal.</summary>
    public void AppendHex(ReadOnlySpan<byte> bytes)
    {
        _ = Convert.TryToHexStringLower(bytes, Reserve(bytes.Length * 2), out int written);
        _length += written;
    }

    public void Dispose()
    {
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented, clearArray: true);
        this = default;
    }

    private Span<byte> Reserve(int count)
    {
        if (_bytes.Length - _length < count)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(_length + count), _bytes.Length * 2));
            Written.CopyTo(larger);
            if (_rented is not null)
                ArrayPool<byte>.Shared.Return(_rented, clearArray: true);
            _bytes = _rented = larger;
        }

        return _bytes[_length..];
    }
}
