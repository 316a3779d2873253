namespace Ringfence.Captures;

/// <summary>A stream seen through a buffer of fixed size.</summary>
internal sealed class StreamWindow(Stream stream) : IDisposable
{
    /// <summary>No record can be longer than this.</summary>
    public const int Size = 1 << 20;

    private readonly byte[] _buffer = new byte[Size];
    private int _start;
    private int _end;

    /// <summary>Where in the stream the window begins.</summary>
    public long Position { get; private set; }

    /// <summary>True when nothing follows what <see cref="Rest"/> shows.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>What is in the buffer.</summary>
    public ReadOnlySpan<byte> Rest => _buffer.AsSpan(_start, _end - _start);

    /// <summary>The next bytes, as many as asked for or as are left. They are not taken.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        if (_end - _start < count)
            Fill(count);
        return _buffer.AsSpan(_start, Math.Min(count, _end - _start));
    }

    /// <summary>Goes on behind bytes that were peeked.</summary>
    public void Take(int count)
    {
        _start += count;
        Position += count;
    }

    /// <summary>Reads until the buffer holds so many, or all.</summary>
    public void Fill(int count)
    {
        if (AtEnd)
            return;
        Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
        (_start, _end) = (0, _end - _start);
        while (_end < count && !AtEnd)
        {
            int read = stream.Read(_buffer, _end, Size - _end);
            _end += read;
            AtEnd = read == 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
