using Microsoft.AspNetCore.Http;

namespace Ringfence.Api.Http;

/// <summary>Reads request bodies, declared or chunked, no further than their limit.</summary>
internal static class BodyReader
{
    /// <summary>The most memory that a declared length alone is given.</summary>
    private const int Ahead = 64 * 1024;

    /// <summary>Reads the whole body into the buffer. False, with the rest unread, as soon as it is known to be longer than the limit.</summary>
    public static async ValueTask<bool> TryReadAsync(HttpRequest request, PooledBuffer buffer, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
            return false;

        // One byte more than declared, so that the end is seen without growing. Beyond that memory follows what arrives: to declare megabytes costs a sender nothing.
        int expected = (int)Math.Min(request.ContentLength ?? 0, Ahead) + 1;
        while (true)
        {
            int read = await request.Body.ReadAsync(buffer.GetMemory(expected), cancellationToken);
            if (read == 0)
                return true;
            buffer.Advance(read);
            if (buffer.Length > limit)
                return false;
            expected = Math.Max(1, expected - read);
        }
    }
}
