using System.Text;
using Ringfence.Control.Commands;
using Ringfence.Control.Rules;
using Ringfence.Control.Templates;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Fuzz.Targets;

/// <summary>The grammars of addresses, ports and rules. What is read must say itself again.</summary>
internal static class GrammarTargets
{
    public static FuzzTarget Cidr { get; } = new(
        "cidr",
        ["10.0.0.0/8", "0.0.0.0/0", "255.255.255.255", "::/0", "2001:db8::1/128", "fd00::1:2:3", "::ffff:192.0.2.1", "1:2:3:4:5:6:7:8"],
        [".", ":", "::", "/", "0", "255", "256", "ffff", "/32", "/128", "%eth0", "00"],
        static bytes =>
        {
            string text = Encoding.UTF8.GetString(bytes);
            bool isAddress = IpAddress.TryParse(text, out var address);
            if (isAddress)
                Check.That(IpAddress.TryParse(address.ToString(), out var again) && again == address, "An address reads as itself.");
            if (!IpPrefix.TryParse(text, out var prefix))
                return isAddress ? 1 : 0;
            Check.That(IpPrefix.TryParse(prefix.ToString(), out var same) && same == prefix, "A block reads as itself.");
            Check.That(prefix.First <= prefix.Last, "A block has an order.");
            return 2 + ((long)prefix.Length << 2) + (prefix.Family == AddressFamily.IPv6 ? 1 : 0);
        });

    public static FuzzTarget Ports { get; } = new(
        "ports",
        ["80", "80,443", "3306-20000", "ALL", "0-65535", "1,2,3-4,65535"],
        [",", "-", "0", "65535", "65536", "ALL", "all", " ", "+1"],
        static bytes =>
        {
            if (!PortSet.TryParse(Encoding.UTF8.GetString(bytes), out var ports))
                return 0;
            Check.That(PortSet.TryParse(ports!.ToString(), out var again) && again!.Equals(ports), "A set of ports reads as itself.");
            return 1 + ports.Ranges.Length;
        });

    public static FuzzTarget Template { get; } = new(
        "template",
        ["10.0.0.1-10.0.0.100", "10.0.0.0/8", "fd00::1-fd00::9", "tcp:80,443", "udp:3306-20000", "icmp", "ALL", "ipm-00000001", "ppm-00000001"],
        ["-", ":", ",", "/", "tcp", "udp", "icmpv6", "all", "ipm-", "ppm-", "10.0.0.1", "::", "65535"],
        static bytes =>
        {
            string text = Encoding.UTF8.GetString(bytes);
            long answer = 0;
            foreach (var kind in Enum.GetValues<TemplateKind>())
            {
                var faults = new Faults();
                var member = MemberParser.Parse(text, kind, "Members.0", faults);
                Check.That(member is null == faults.Any, "A member that is not read has a fault.");
                foreach (var refusal in faults.ToImmutable())
                    Check.That(!refusal.Message.Any(char.IsControl), "A message disturbs no terminal.");
                if (member is { } read)
                    Check.That(MemberParser.Parse(read.Text, kind, "Members.0", faults) == read, "A member reads as itself.");
                answer = (answer << 8) + (member is null ? Check.Answer(1, faults.ToImmutable()[0].Message) & 127 : 128 + (text.Length & 63));
            }

            return answer;
        });

    public static FuzzTarget Rule { get; } = new(
        "rule",
        ["TCP|80,443|10.0.0.0/8|||ACCEPT|web", "ICMP|||::/0||DROP|", "all|ALL|||sg-00000001|accept|x", "GRE||192.0.2.1|||ACCEPT|", "||0.0.0.0/0|||drop|"],
        ["|", "TCP", "UDP", "ICMPV6", "ALL", "ACCEPT", "DROP", "sg-", "0.0.0.0/0", "::/0", "80", ","],
        static bytes =>
        {
            string[] parts = Encoding.UTF8.GetString(bytes).Split('|');
            string? Part(int i) => i < parts.Length ? parts[i] : null;
            var faults = new Faults();
            var spec = new RuleSpec
            {
                Protocol = Part(0),
                Port = Part(1),
                CidrBlock = Part(2),
                Ipv6CidrBlock = Part(3),
                SecurityGroupId = Part(4),
                Action = Part(5),
                Description = Part(6),
                AddressTemplateId = Part(7),
                ServiceTemplateId = Part(8),
            };
            var rule = RuleParser.ParseContent(spec, "Ingress.0", faults);
            Check.That(rule is null == faults.Any, "A rule that is not read has a fault.");
            foreach (var refusal in faults.ToImmutable())
                Check.That(!refusal.Message.Any(char.IsControl), "A message disturbs no terminal.");
            return rule is null ? Check.Answer(faults.Count, faults.ToImmutable()[0].Parameter) : Check.Answer(100, rule.Text.Protocol);
        });
}
