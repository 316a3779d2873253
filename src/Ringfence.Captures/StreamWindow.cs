using System.IO.Compression;

namespace Ringfence.Captures;

/// <summary>A trace seen through a buffer of fixed size, decompressed where it is compressed with gzip.</summary>
internal sealed class StreamWindow : IDisposable
{
    private readonly TraceStream _file;
    private readonly Stream _content;
    private readonly byte[] _buffer;
    private int _start;
    private int _end;

    /// <param name="stream">The file, from its beginning. Closed with the window.</param>
    /// <param name="size">Bytes of the buffer: no record can be longer.</param>
    public StreamWindow(Stream stream, int size)
    {
        _file = new TraceStream(stream);
        _buffer = new byte[size];
        _content = _file.PeekStart() is [0x1F, 0x8B] ? new GZipStream(_file, CompressionMode.Decompress) : _file;
    }

    /// <summary>No record can be longer than this.</summary>
    public int Size => _buffer.Length;

    /// <summary>Where in the content the window begins.</summary>
    public long Position { get; private set; }

    /// <summary>How many bytes of the file have been read.</summary>
    public long BytesRead => _file.BytesRead;

    /// <summary>True when nothing follows what <see cref="Rest"/> shows.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>Why it ends where it does, when the compressed content is damaged; null otherwise.</summary>
    public string? Damage { get; private set; }

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

    /// <summary>Goes on behind any number of bytes. False when there are not as many.</summary>
    public bool TrySkip(long count)
    {
        while (count > 0)
        {
            int step = Peek((int)Math.Min(count, Size)).Length;
            if (step == 0)
                return false;
            Take(step);
            count -= step;
        }

        return true;
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
            int read = Read();
            _end += read;
            AtEnd = read == 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _content.Dispose();

    private int Read()
    {
        try
        {
            return _content.Read(_buffer, _end, Size - _end);
        }
        catch (InvalidDataException fault)
        {
            Damage = fault.Message;
            return 0;
        }
    }
}
