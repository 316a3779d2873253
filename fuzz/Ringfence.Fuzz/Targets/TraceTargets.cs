using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Ringfence.Captures;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Replay;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Fuzz.Targets;

/// <summary>The readers of traces, and the replay of what they read. A trace says the same compressed.</summary>
internal static class TraceTargets
{
    /// <summary>As small as a line or a frame that is found: most of what is read does not fit.</summary>
    private const int Buffer = 1024;

    /// <summary>Two frames of Ethernet, one with a VLAN tag and a fragment header; IPv4, ICMP and a router advertisement without a link; Linux cooked; pcapng of both byte orders.</summary>
    private static readonly string[] Captures =
    [
        "d4c3b2a10200040000000000000000000000040001000000e803000005000000360000003600000000000000000000000000000008004500002800000000400600000a0000010a0000029c40005000000000000000005002000000000000e90300000500000056000000560000000000000000000000000000008100000586dd60000000001c2c4020010db800000000000000000000000120010db800000000000000000000000206000001000000099c40005000000000000000005002000000000000",
        "a1b23c4d0002000400000000000000000004000000000065000003e80000000500000028000000284500002800000000400600000a0000010a0000029c40005000000000000000005002000000000000000003e9000000050000001c0000001c4500001c00000000400100000a0000010a0000020800000000070001000003ea0000000500000040000000406000000000183afffe800000000000000000000000000001ff020000000000000000000000000001860000000000000000000000000000000000000000000000",
        "d4c3b2a10200040000000000000000000000040071000000e8030000050000003800000038000000000000000000000000000000000008004500002800000000400600000a0000010a0000029c40005000000000000000005002000000000000",
        "0a0d0d0a1c0000004d3c2b1a01000000ffffffffffffffff1c0000000100000020000000650000000000000009000100090000000000000020000000060000004800000000000000000000000500000028000000280000004500002800000000400600000a0000010a0000029c40005000000000000000005002000000000000480000000300000038000000280000004500002800000000400600000a0000010a0000029c4000500000000000000000500200000000000038000000",
        "0a0d0d0a0000001c1a2b3c4d00010000ffffffffffffffff0000001c0000000100000020006500000000000000090001090000000000000000000020000000060000004800000000000000000000000500000028000000284500002800000000400600000a0000010a0000029c40005000000000000000005002000000000000000000480000000300000038000000284500002800000000400600000a0000010a0000029c4000500000000000000000500200000000000000000038",
    ];

    private static readonly ReplayPolicy Policy = new([Tables()]);

    public static FuzzTarget Capture { get; } = new(
        "trace-capture",
        [.. Captures.Select(hex => Encoding.Latin1.GetString(Convert.FromHexString(hex)))],
        [
            "\xD4\xC3\xB2\xA1", "\xA1\xB2\x3C\x4D", "\n\r\r\n", "\x4D\x3C\x2B\x1A", "\x06\0\0\0", "\0\0\0\x03", "\x01\0\0\0", "\x65\0", "\x81\0\0\x05", "\x08\0", "\x86\xDD", "\0\0\0\0", "\xFF\xFF\xFF\xFF",
            "\x3A\xFF", "\x2B\0", "\x2C\0", "\x3C\0", "\x09\0\x01\0\x89\0\0\0", "\x0E\0\x08\0",
        ],
        Read)
    {
        Encoding = Encoding.Latin1,
    };

    public static FuzzTarget FlowLog { get; } = new(
        "trace-flow-log",
        [
            "2 1 eni-1 10.0.0.1 10.0.0.2 40000 80 6 20 4249 1418530010 1418530070 ACCEPT OK\n2 1 eni-1 - - - - - - - 1 2 - NODATA\n",
            "${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${tcp-flags}\r\n2001:db8::1 2001:db8::2 1 2 tcp 18\r\n",
            """{"srcaddr":"10.0.0.1","dstaddr":"10.0.0.2","srcport":"40000","dstport":443,"protocol":6,"packets":3,"extra":{"a":[1]},"action":"REJECT","log-status":"OK"}""",
            """{"Direction":"egress","Protocol":"udp","LocalAddress":"10.0.0.1","LocalPort":80,"RemoteAddress":"10.0.0.2","RemotePort":1,"OpenedAt":"2026-11-27T13:00:00.000Z"}""",
            "{\n  \"FlowSet\": [\n    {\n      \"Direction\": \"ingress\",\n      \"Protocol\": \"icmp\",\n      \"LocalAddress\": \"10.0.0.1\",\n      \"RemoteAddress\": \"10.0.0.2\"\n    }\n  ],\n  \"TotalCount\": 1\n}\n",
        ],
        [
            "srcaddr", "dstaddr", "protocol", "LocalAddress", "RemoteAddress", "LocalPort", "Direction", "ingress", "OpenedAt", "10.0.0.1", "::1", "65535", "-", " ", "\n", "\r\n", "{", "}", "[", "]", ":", ",", "\"", "\\u0000", "#",
            "9223372036854775807", "1e9", "OK", "NODATA", "null",
        ],
        Read);

    private static long Read(byte[] bytes)
    {
        var (counts, report, answer) = ReadAll(bytes);
        var compressed = ReadAll(Compressed(bytes));
        Check.That(counts == compressed.Counts, "A trace is read otherwise when it is compressed.");
        if (report is null)
            return answer;
        Check.That(report.Packets >= 0 && counts.Packets + counts.Malformed <= bytes.Length + 1, "More was read than is there.");
        Check.That(report.Flows == report.ForeignFlows + report.PassedFlows + report.DroppedFlows, "A flow is none of the three.");
        Check.That(report.DroppedFlows == report.Rows.Sum(row => row.Flows), "A dropped flow is in no row.");
        return answer;
    }

    /// <summary>10.0.0.1 and 2001:db8::1 of one interface, with a rule of either action.</summary>
    private static HostTables Tables()
    {
        var one = new InterfacePolicy
        {
            InterfaceId = "eni-1",
            Device = "veth1",
            Role = InterfaceRole.Guest,
            Addresses = [IpAddress.Parse("10.0.0.1"), IpAddress.Parse("2001:db8::1")],
            SourceCheck = true,
            IngressLists = ["in"],
            EgressLists = ["out"],
        };
        var web = ServiceSet.Of(new LiteralService(IpProtocol.Tcp, PortSet.Of(new PortRange(80, 443))));
        var policy = HostPolicy.Empty with
        {
            Interfaces = ImmutableDictionary<string, InterfacePolicy>.Empty.Add(one.InterfaceId, one),
            Lists = ImmutableDictionary<string, RuleList>.Empty
                .Add("in", new RuleList("in", Direction.Ingress, [new HostRule(new RuleId(1), AddressRanges.Everywhere, null, web, RuleAction.Accept)]))
                .Add("out", new RuleList("out", Direction.Egress, [new HostRule(new RuleId(2), AddressRanges.Everywhere, null, web, RuleAction.Drop), new HostRule(new RuleId(3), AddressRanges.Everywhere, null, ServiceSet.Of(Service.Any), RuleAction.Accept)])),
        };
        return ((Compiled)HostCompiler.Compile(policy)).Tables;
    }

    private static ((int Packets, long Malformed) Counts, ReplayReport? Report, long Answer) ReadAll(byte[] bytes)
    {
        try
        {
            using var reader = TraceFile.Open(new MemoryStream(bytes), buffer: Buffer);
            var replay = new ReplaySession(Policy, null, flows: 64);
            int packets = 0;
            for (; reader.TryRead(out var packet); packets++)
                replay.Add(packet);
            Check.That(!reader.TryRead(out _) && reader.BytesRead <= bytes.Length, "It went on behind its end.");
            var over = reader.PassedOver;
            string kinds = string.Create(CultureInfo.InvariantCulture, $"{reader.GetType().Name} {(over.NotIp > 0 ? "n" : "")}{(over.LaterFragments > 0 ? "f" : "")}{(over.ErrorMessages > 0 ? "e" : "")}{(over.AlwaysDropped > 0 ? "d" : "")}{(over.TooShort > 0 ? "s" : "")}{(over.NoData > 0 ? "0" : "")} ");
            var report = replay.Report();
            kinds += report is { DroppedFlows: > 0, PassedFlows: > 0 } ? "both " : report.DroppedFlows > 0 ? "drops " : report.PassedFlows > 0 ? "passes " : "";
            return ((packets, reader.Malformed), report, Check.Answer(Math.Min(packets, 8), kinds + (reader.Faults.IsEmpty ? "" : reader.Faults[0].Message)));
        }
        catch (InvalidDataException fault)
        {
            return ((-1, -1), null, Check.Answer(-1, fault.Message));
        }
    }

    private static byte[] Compressed(byte[] bytes)
    {
        using var content = new MemoryStream();
        using (var gzip = new GZipStream(content, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return content.ToArray();
    }
}
