using System.Buffers.Binary;
using Ringfence.Linux.Bpf;

namespace Ringfence.Bench.Datapath.Topology;

/// <summary>Counts the generator's packets at an end of the test bed and takes every packet off the wire before the stack sees it.</summary>
internal sealed class Sink : IDisposable
{
    private readonly BpfMap _arrived;
    private readonly BpfProgram _program;
    private readonly BpfLink _link;

    /// <summary>Attaches to the device of the calling thread's namespace.</summary>
    public Sink(string device)
    {
        using var code = BpfPrograms.Open("ends");
        code.Load();
        (_arrived, _program) = (code.TakeMap("bench_arrived"), code.TakeProgram("sink"));
        _link = BpfLink.CreateTcx(_program, NetworkDevice.IndexOf(device), TcxHook.Ingress);
    }

    /// <summary>How many have arrived.</summary>
    public long Arrived
    {
        get
        {
            Span<byte> count = stackalloc byte[sizeof(long)];
            _arrived.TryLookup(stackalloc byte[sizeof(uint)], count);
            return BinaryPrimitives.ReadInt64LittleEndian(count);
        }
    }

    public void Dispose()
    {
        _link.Dispose();
        _program.Dispose();
        _arrived.Dispose();
    }
}
