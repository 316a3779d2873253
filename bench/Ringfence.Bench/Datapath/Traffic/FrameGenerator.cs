using System.Buffers.Binary;
using Ringfence.Bench.Datapath.Topology;
using Ringfence.Linux.Bpf;

namespace Ringfence.Bench.Datapath.Traffic;

/// <summary>The in-kernel generator with one set of peers.</summary>
internal sealed class FrameGenerator : IDisposable
{
    private const int FrameBytes = 64;
    private const int PeerBytes = 24;
    private readonly byte[] _frame = new byte[FrameBytes];
    private readonly BpfMap _pattern;
    private readonly BpfProgram _program;

    /// <summary>Loads the program.</summary>
    /// <exception cref="ArgumentException">More peers than the program holds.</exception>
    public FrameGenerator(IReadOnlyList<FarEnd> peers)
    {
        using var code = BpfPrograms.Open("generator");
        code.Load();
        (_pattern, _program) = (code.TakeMap("bench_pattern"), code.TakeProgram("generate"));
        using var map = code.TakeMap("bench_peers");
        if (peers.Count > map.MaxEntries)
            throw new ArgumentException($"The generator holds {map.MaxEntries} peers, not {peers.Count}.");
        using var memory = map.Map();
        var bytes = memory.At<byte>(0, (int)memory.Length);
        for (int i = 0; i < peers.Count; i++)
        {
            var place = bytes.Slice(i * PeerBytes, PeerBytes);
            peers[i].Address.WriteBytes(place);
            BinaryPrimitives.WriteUInt16BigEndian(place[16..], peers[i].Port);
        }

        Peers = peers.Count;
    }

    /// <summary>How many peers there are.</summary>
    public int Peers { get; }

    /// <summary>Sends from the calling thread, by the end device of its namespace. Returns when the thread's CPU has done its part.</summary>
    public void Send(in FramePattern pattern, int count)
    {
        uint ifindex = NetworkDevice.IndexOf(Wiring.EndDevice);
        Span<byte> bytes = stackalloc byte[FramePattern.Size];
        pattern.Write(bytes, ifindex);
        _pattern.Update(stackalloc byte[sizeof(uint)], bytes);
        _program.SendFrames(_frame, ifindex, (uint)count);
    }

    public void Dispose()
    {
        _program.Dispose();
        _pattern.Dispose();
    }
}
