using System.Globalization;
using System.Text;

namespace Ringfence.Journal.Tests.Writer;

/// <summary>Standard output without a buffer: what was told cannot be lost with the process, each line is one write(2).</summary>
public sealed class Acknowledgements : IDisposable
{
    private readonly Stream _output = Console.OpenStandardOutput();
    private readonly Lock _gate = new();

    public void Tell(long revision, int producer, long count)
    {
        byte[] line = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{revision} {producer} {count}\n"));
        lock (_gate)
            _output.Write(line);
    }

    public void Dispose() => _output.Dispose();
}
