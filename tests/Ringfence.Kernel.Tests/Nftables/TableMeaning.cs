using System.Text;
using System.Text.RegularExpressions;

namespace Ringfence.Kernel.Tests.Nftables;

/// <summary>
/// What our tables mean, as text that is the same for two tables that do the same: numbers of devices, lists, chains, sets and generations are resolved,
/// copies of sets are gone. A chain or set that nothing leads to is a leak and shows up.
/// </summary>
internal sealed partial class TableMeaning
{
    private readonly Dictionary<string, List<string>> _chains = [];
    private readonly Dictionary<string, string> _elements = [];
    private readonly HashSet<string> _seen = [];

    /// <summary>The meaning of both tables in a namespace.</summary>
    public static string Read(string networkNamespace)
    {
        var text = new StringBuilder();
        foreach (string family in (string[])["inet", "bridge"])
        {
            var table = new TableMeaning();
            table.Parse(Command.In(networkNamespace, $"nft -n list table {family} ringfence"));
            text.Append(family).Append('\n').Append(table.Describe());
        }

        return text.ToString();
    }

    private void Parse(string listing)
    {
        string? chain = null, set = null;
        foreach (string line in listing.Split('\n').Select(l => l.Trim()))
        {
            if (line.StartsWith("chain ", StringComparison.Ordinal))
                _chains[chain = line.Split(' ')[1]] = [];
            else if (line.StartsWith("set ", StringComparison.Ordinal) || line.StartsWith("map ", StringComparison.Ordinal))
                _elements[set = line.Split(' ')[1]] = string.Empty;
            else if (line == "}")
                (chain, set) = (null, null);
            else if (chain is not null && line.Length > 0 && !line.StartsWith("type filter", StringComparison.Ordinal))
                _chains[chain].Add(line);
            else if (set is not null && !line.StartsWith("type ", StringComparison.Ordinal) && !line.StartsWith("size", StringComparison.Ordinal)
                && !line.StartsWith("flags", StringComparison.Ordinal))
                _elements[set] += line.Replace("elements = {", string.Empty, StringComparison.Ordinal).TrimEnd('}');
        }
    }

    private string Describe()
    {
        var lines = new List<string>();
        foreach (var (name, elements) in _elements.Where(e => !MemberSet().IsMatch(e.Key)))
        {
            foreach (string element in elements.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var verdict = DeviceVerdict().Match(element);
                // Port marks are numbers of devices: the chain that they lead to says enough.
                string key = verdict.Success ? element[..verdict.Index].Trim() : element;
                lines.Add(verdict.Success
                    ? $"{name} {(name.StartsWith("port_egress", StringComparison.Ordinal) || name.StartsWith("port_ingress", StringComparison.Ordinal) ? "" : key)} -> {Expand(verdict.Groups[1].Value)}"
                    : $"{name} {key}");
            }
        }

        lines.Sort(StringComparer.Ordinal);
        foreach (string chain in _chains.Keys.Where(c => !Numbered().IsMatch(c)).Order(StringComparer.Ordinal))
            lines.Add($"{chain}: {Mark().Replace(Expand(chain), "MARK")}");
        // The second copy of a set is nobody's: its set is seen when any copy is.
        // A guest's t and f chains wait for the day when its device is a bridge port.
        foreach (string orphan in _chains.Keys.Where(c => Numbered().IsMatch(c) && c[0] is not ('t' or 'f') && !_seen.Contains(c)))
            lines.Add($"orphan chain {orphan}");
        // A set whose rules are behind one that has every address is there and is not asked; more of them than there must be are a leak.
        var sets = _elements.Keys.Where(s => MemberSet().IsMatch(s)).Select(s => s[..s.IndexOf('_', StringComparison.Ordinal)]).Distinct();
        lines.Add($"{sets.Count(s => !_seen.Contains(s) && !_chains.Keys.Any(c => c.StartsWith(s, StringComparison.Ordinal)))} sets are not asked");
        return string.Join('\n', lines) + "\n";
    }

    private string Expand(string chain)
    {
        _seen.Add(chain);
        var text = new StringBuilder();
        foreach (string rule in _chains[chain])
        {
            string resolved = SetReference().Replace(rule, m =>
            {
                _seen.Add(m.Groups[1].Value);
                return Members(m.Groups[1].Value + m.Groups[2].Value);
            });
            resolved = ClassChain().Replace(resolved, m => $"[ {Expand(m.Groups[1].Value)}]");
            var jump = Jump().Match(resolved);
            if (jump.Success && jump.Groups[1].Value[0] == 'l')
                text.Append(Expand(jump.Groups[1].Value));
            else if (jump.Success)
                text.Append(resolved, 0, jump.Index).Append("[ ").Append(Expand(jump.Groups[1].Value)).Append("]; ");
            else
                text.Append(PortMark().Replace(resolved, "PORT")).Append("; ");
        }

        return text.ToString();
    }

    private string Members(string set) => "{" + string.Join(' ', _elements[set].Split(',', StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal)) + "}";

    [GeneratedRegex(@"^(?:[efistbmnvlc]\d+|a\d+v[46][ie][ad])$")]
    private static partial Regex Numbered();

    [GeneratedRegex(@"^a\d+v[46]_\d+$")]
    private static partial Regex MemberSet();

    [GeneratedRegex(@": (?:goto|jump) ([a-z]\d+)$")]
    private static partial Regex DeviceVerdict();

    [GeneratedRegex(@"jump (c\d+)")]
    private static partial Regex ClassChain();

    [GeneratedRegex(@"(?:jump|goto) ((?:[efistbmnvlc]\d+)|(?:a\d+v[46][ie][ad]))$")]
    private static partial Regex Jump();

    [GeneratedRegex(@"@(a\d+v[46])(_\d+)")]
    private static partial Regex SetReference();

    [GeneratedRegex(@"0x(?:b[4-7]|b[89ab])[0-9a-f]{6}|& 0x[0-9a-f]{8} \| 0x[0-9a-f]{8}")]
    private static partial Regex PortMark();

    [GeneratedRegex(@"0x[0-9a-f]{8}")]
    private static partial Regex Mark();
}
