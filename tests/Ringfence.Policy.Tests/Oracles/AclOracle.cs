using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Tests.Oracles;

/// <summary>DPDK's librte_acl in a process of its own: acl_oracle.c, compiled when it is first asked.</summary>
internal sealed class AclOracle : IDisposable
{
    private const int RuleBytes = 28, PacketBytes = 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("ringfence-acl-").FullName;
    private readonly Process _process;

    public AclOracle()
    {
        string program = Path.Combine(_folder, "acl_oracle"), source = Path.Combine(AppContext.BaseDirectory, "Oracles", "acl_oracle.c");
        using var compile = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"cc -O2 $(pkg-config --cflags libdpdk) -o {program} {source} $(pkg-config --libs libdpdk)"]) { RedirectStandardError = true })!;
        string error = compile.StandardError.ReadToEnd();
        compile.WaitForExit();
        Assert.True(compile.ExitCode == 0, error);
        _process = Process.Start(new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    /// <summary>Whether it can be compiled here.</summary>
    public static bool IsInstalled
    {
        get
        {
            using var ask = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "command -v cc && pkg-config --exists libdpdk"]) { RedirectStandardOutput = true })!;
            ask.WaitForExit();
            return ask.ExitCode == 0;
        }
    }

    /// <summary>The position from 1 of the first rule that matches each packet; 0: none.</summary>
    public uint[] Classify(IReadOnlyList<HostRule> rules, IReadOnlyDictionary<string, AddressSet> sets, IReadOnlyList<(IpAddress Far, IpProtocol Protocol, ushort Port)> packets)
    {
        var written = new MemoryStream();
        uint count = 0;
        for (int i = 0; i < rules.Count; i++)
        {
            foreach (var prefix in rules[i].Addresses is { } literal ? literal.Prefixes : sets[rules[i].AddressSetId!].Addresses.Select(IpPrefix.Host))
            {
                foreach (var (protocol, ports) in rules[i].Services.Services.SelectMany(service => Ports(service).Select(ports => (service.Protocol, ports))))
                {
                    count++;
                    Write(written, (uint)i + 1, protocol, ports, prefix);
                }
            }
        }

        var input = _process.StandardInput.BaseStream;
        Span<byte> counts = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(counts, count);
        BinaryPrimitives.WriteUInt32LittleEndian(counts[4..], (uint)packets.Count);
        input.Write(counts);
        written.WriteTo(input);
        foreach (var (far, protocol, port) in packets)
            Write(input, far, protocol, port);
        input.Flush();
        var answers = new uint[packets.Count];
        _process.StandardOutput.BaseStream.ReadExactly(MemoryMarshal.AsBytes(answers.AsSpan()));
        return answers;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static IEnumerable<PortRange> Ports(LiteralService service) =>
        service.Protocol is { HasPorts: true } ? service.Ports.Ranges : [new PortRange(0, ushort.MaxValue)];

    private static void Write(MemoryStream to, uint number, IpProtocol? protocol, PortRange ports, IpPrefix prefix)
    {
        Span<byte> rule = stackalloc byte[RuleBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(rule, number);
        BinaryPrimitives.WriteUInt16LittleEndian(rule[4..], ports.First);
        BinaryPrimitives.WriteUInt16LittleEndian(rule[6..], ports.Last);
        (rule[8], rule[9]) = (protocol?.Number ?? 0, (byte)(protocol is null ? 1 : 0));
        rule[11] = (byte)(prefix.Length + (prefix.Family == AddressFamily.IPv4 ? 96 : 0));
        rule[10] = Write(rule[12..], prefix.First);
        to.Write(rule);
    }

    private static void Write(Stream to, IpAddress far, IpProtocol protocol, ushort port)
    {
        Span<byte> packet = stackalloc byte[PacketBytes];
        packet[19] = Write(packet[..16], far);
        // The port of a protocol without ports is nobody's business.
        BinaryPrimitives.WriteUInt16LittleEndian(packet[16..], protocol.HasPorts ? port : (ushort)0);
        packet[18] = protocol.Number;
        to.Write(packet);
    }

    /// <summary>IPv4 as ::ffff:a.b.c.d; the family.</summary>
    private static byte Write(Span<byte> to, IpAddress address)
    {
        to[..16].Clear();
        if (address.Family == AddressFamily.IPv6)
        {
            address.WriteBytes(to);
            return 6;
        }

        to[10] = to[11] = 0xff;
        address.WriteBytes(to[12..]);
        return 4;
    }
}
