using System.Runtime.InteropServices;
using System.Text;

namespace Ringfence.Linux.Bpf;

/// <summary>Collects what libbpf prints on this thread while it is captured. libbpf has one print function for the process: ours, which keeps silent otherwise.</summary>
internal sealed unsafe class BpfLog : IDisposable
{
    private const int LongestMessage = 1 << 20;

    [ThreadStatic]
    private static BpfLog? _current;

    private readonly StringBuilder _text = new();

    static BpfLog() => LibBpf.SetPrint(&Print);

    private BpfLog()
    {
    }

    public string Text => _text.ToString();

    public static BpfLog Capture()
    {
        _current = new BpfLog();
        return _current;
    }

    public void Dispose() => _current = null;

    [UnmanagedCallersOnly]
    private static int Print(int level, byte* format, nint arguments)
    {
        const int debug = 2;
        if (level >= debug || _current is not { } log)
            return 0;
        // The verifier's log comes in one message: as long as it may be, formatted once.
        byte* buffer = (byte*)NativeMemory.Alloc(LongestMessage);
        try
        {
            int length = Libc.Format(buffer, LongestMessage, format, arguments);
            if (length > 0)
                log._text.Append(Encoding.UTF8.GetString(buffer, Math.Min(length, LongestMessage - 1)));
            return length;
        }
        finally
        {
            NativeMemory.Free(buffer);
        }
    }
}
