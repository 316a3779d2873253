namespace Ringfence.Captures;

/// <summary>A stream whose first bytes have been looked at already and come once more. Counts what was taken of the one below. For reading only.</summary>
internal sealed class TraceStream(Stream below) : Stream
{
    private readonly byte[] _start = new byte[2];
    private int _held;
    private int _given;

    /// <summary>How many bytes have been read of the stream below.</summary>
    public long BytesRead { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Looks at the first bytes, fewer when there are no more.</summary>
    public ReadOnlySpan<byte> PeekStart()
    {
        _held = below.ReadAtLeast(_start, _start.Length, throwOnEndOfStream: false);
        BytesRead = _held;
        return _start.AsSpan(0, _held);
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_given < _held)
        {
            int again = Math.Min(count, _held - _given);
            Array.Copy(_start, _given, buffer, offset, again);
            _given += again;
            return again;
        }

        int read = below.Read(buffer, offset, count);
        BytesRead += read;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            below.Dispose();
        base.Dispose(disposing);
    }
}
