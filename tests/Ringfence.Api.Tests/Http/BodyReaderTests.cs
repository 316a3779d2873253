using Microsoft.AspNetCore.Http;
using Ringfence.Api.Http;

namespace Ringfence.Api.Tests.Http;

public sealed class BodyReaderTests
{
    [Theory]
    [InlineData(0, 100)]
    [InlineData(70_000, 70_000)]
    [InlineData(RequestLimits.Body, RequestLimits.Body)]
    public async Task What_arrives_is_read_whole(int length, long declared)
    {
        byte[] sent = [.. Enumerable.Range(0, length).Select(i => (byte)i)];
        using var buffer = new PooledBuffer();
        Assert.True(await BodyReader.TryReadAsync(Request(new MemoryStream(sent), declared), buffer, RequestLimits.Body, TestContext.Current.CancellationToken));
        Assert.True(buffer.Written.Span.SequenceEqual(sent));
    }

    [Fact]
    public async Task A_declared_length_alone_takes_little_memory()
    {
        using var buffer = new PooledBuffer();
        await using var silent = new Silent();
        await BodyReader.TryReadAsync(Request(silent, RequestLimits.Body), buffer, RequestLimits.Body, TestContext.Current.CancellationToken);
        Assert.InRange(silent.Asked, 1, 256 * 1024);
    }

    private static HttpRequest Request(Stream body, long? declared) =>
        new DefaultHttpContext { Request = { Body = body, ContentLength = declared } }.Request;

    /// <summary>A sender that declares and sends nothing; it sees how much room was made for it.</summary>
    private sealed class Silent : MemoryStream
    {
        public int Asked { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Asked = buffer.Length;
            return new(0);
        }
    }
}
