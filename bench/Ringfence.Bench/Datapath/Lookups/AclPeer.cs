using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Ringfence.Bench.Datapath.Rules;
using Ringfence.Bench.Datapath.Topology;

namespace Ringfence.Bench.Datapath.Lookups;

/// <summary>librte_acl (DPDK), the fastest classifier in user space that there is to compare with, in a process of its own with the same rules and packets.</summary>
internal sealed class AclPeer : IDisposable
{
    private const int RuleBytes = 12;
    private const int PacketBytes = 12;
    private readonly string _folder;
    private readonly Process _process;

    private AclPeer(string folder, Process process, string algorithm) => (_folder, _process, Algorithm) = (folder, process, algorithm);

    /// <summary>The instructions it uses.</summary>
    public string Algorithm { get; }

    /// <summary>Builds and starts the program.</summary>
    /// <exception cref="IOException">No compiler, no DPDK, or it refused; says which.</exception>
    public static async Task<AclPeer> StartAsync(RuleSet rules, LookupPacket[] packets)
    {
        string folder = Directory.CreateTempSubdirectory("ringfence-bench-").FullName;
        try
        {
            string program = await CompileAsync(folder);
            await File.WriteAllBytesAsync(Path.Combine(folder, "rules"), Rules(rules));
            await File.WriteAllBytesAsync(Path.Combine(folder, "packets"), Packets(packets));
            var process = Tool.Start(
                program,
                [TestBed.Cpu.ToString(CultureInfo.InvariantCulture), Path.Combine(folder, "rules"), Path.Combine(folder, "packets"), Path.Combine(folder, "verdicts")]);
            string? line = await process.StandardOutput.ReadLineAsync();
            return line?.Split(' ') is ["ready", var algorithm, _]
                ? new AclPeer(folder, process, algorithm)
                : throw new IOException($"librte_acl: {line} {(await process.StandardError.ReadToEndAsync()).Trim()}");
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Classifies all packets; nanoseconds of CPU time.</summary>
    public async Task<long> RunAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
        string line = await _process.StandardOutput.ReadLineAsync() ?? throw new IOException("librte_acl's program ended.");
        return long.Parse(line, CultureInfo.InvariantCulture);
    }

    /// <summary>Ends the program. By packet: the place of the deciding rule in the rule set, from 1; 0: none.</summary>
    public async Task<long[]> FinishAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        return [.. MemoryMarshal.Cast<byte, uint>(await File.ReadAllBytesAsync(Path.Combine(_folder, "verdicts"))).ToArray().Select(verdict => (long)verdict)];
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<string> CompileAsync(string folder)
    {
        string source = Path.Combine(folder, "librte_acl.c"), program = Path.Combine(folder, "librte_acl");
        using (var embedded = typeof(AclPeer).Assembly.GetManifestResourceStream("librte_acl.c")!)
        using (var file = File.Create(source))
            await embedded.CopyToAsync(file);
        string[] compile = (await Tool.RunAsync("", "pkg-config", "--cflags", "libdpdk")).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        string[] link = (await Tool.RunAsync("", "pkg-config", "--libs", "libdpdk")).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        await Tool.RunAsync("", "gcc", ["-O3", .. compile, "-o", program, source, .. link]);
        return program;
    }

    /// <summary>A group's rule is a rule for each member.</summary>
    private static byte[] Rules(RuleSet rules)
    {
        var bytes = new List<byte>();
        Span<byte> given = stackalloc byte[RuleBytes];
        for (int i = 0; i < rules.Rules.Length; i++)
        {
            var rule = rules.Rules[i];
            var peers = rule.Prefix is { } prefix ? [((uint)prefix.Network.Value, prefix.Length)] : rules.Members.Select(member => ((uint)member.Value, 32));
            foreach (var (address, length) in peers)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(given, address);
                (given[4], given[5]) = ((byte)length, rule.Protocol.Number);
                BinaryPrimitives.WriteUInt16LittleEndian(given[6..], rule.Port);
                BinaryPrimitives.WriteUInt32LittleEndian(given[8..], (uint)i + 1);
                bytes.AddRange(given);
            }
        }

        return [.. bytes];
    }

    private static byte[] Packets(LookupPacket[] packets)
    {
        byte[] bytes = new byte[packets.Length * PacketBytes];
        for (int i = 0; i < packets.Length; i++)
        {
            var packet = bytes.AsSpan(i * PacketBytes, PacketBytes);
            packet[0] = packets[i].Protocol.Number;
            BinaryPrimitives.WriteUInt32BigEndian(packet[4..], packets[i].Source);
            BinaryPrimitives.WriteUInt16BigEndian(packet[10..], packets[i].Port);
        }

        return bytes;
    }
}
