using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Files.Csv;

/// <summary>The rules of one group and direction as a table: the columns and values of the vendor's console (reference A.19), UTF-8 with a byte order mark.</summary>
internal static class CsvRules
{
    private const string ProtocolPort = "Protocol port";
    private const string Policy = "Policy";
    private const string Remarks = "Remarks";

    public static string Write(ImmutableArray<GroupRule> rules, Direction direction, PeerNames names)
    {
        var text = new StringBuilder("\uFEFF");
        CsvText.AppendRow(text, PeerColumn(direction), ProtocolPort, Policy, Remarks);
        foreach (var rule in rules)
        {
            string peer = rule.Text.CidrBlock + rule.Text.Ipv6CidrBlock + names.Of(rule.Text.SecurityGroupId) + rule.Text.AddressTemplateId;
            CsvText.AppendRow(text, peer, Service(rule.Text), rule.Rule.Action == RuleAction.Accept ? "ACCEPT" : "DROP", rule.Description);
        }

        return text.ToString();
    }

    /// <summary>The rules of a table, told as those of <c>SecurityGroups.0</c>.</summary>
    public static ImmutableArray<RuleSpec> Read(string text, Direction direction, FileFaults faults, FilePlaces places)
    {
        var reader = new CsvReader(text, faults);
        string[] columns = [PeerColumn(direction), ProtocolPort, Policy, Remarks];
        if (reader.Next() is not { } header || !header.Select(cell => cell.Text.Trim()).SequenceEqual(columns, StringComparer.OrdinalIgnoreCase))
        {
            faults.Add(new FilePosition(1, 1), "", $"The first line must be `{string.Join(',', columns)}`.");
            return [];
        }

        var rules = ImmutableArray.CreateBuilder<RuleSpec>();
        while (reader.Next() is { } row)
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"SecurityGroups.0.{direction}.{rules.Count}");
            if (row.Count == columns.Length)
            {
                rules.Add(Rule(row, path, places));
                continue;
            }

            // It takes its place all the same, empty: the others keep theirs.
            faults.Add(row[0].Position, path, $"the line has {row.Count} cells; it must have {columns.Length}.");
            if (faults.Count <= FileFaults.Listed)
                rules.Add(new RuleSpec());
        }

        return rules.DrainToImmutable();
    }

    private static RuleSpec Rule(List<CsvCell> row, string path, FilePlaces places)
    {
        string peer = CsvText.Plain(row[0].Text).Trim();
        string service = CsvText.Plain(row[1].Text).Trim();
        places.Add(path, row[0].Position);
        foreach (string name in (ReadOnlySpan<string>)["Protocol", "Port", "ServiceTemplate", "ServiceTemplateGroup"])
            places.Add($"{path}.{name}", row[1].Position);
        places.Add($"{path}.Action", row[2].Position);
        places.Add($"{path}.Description", row[3].Position);

        bool isTemplate = service.StartsWith("ppm-", StringComparison.Ordinal), isTemplateGroup = service.StartsWith("ppmg-", StringComparison.Ordinal);
        int colon = service.IndexOf(':', StringComparison.Ordinal);
        return new RuleSpec
        {
            CidrBlock = PeerText.IsIpv4(peer) ? peer : null,
            Ipv6CidrBlock = PeerText.IsIpv6(peer) ? peer : null,
            AddressTemplateId = PeerText.IsAddressTemplate(peer) ? peer : null,
            AddressTemplateGroupId = PeerText.IsAddressTemplateGroup(peer) ? peer : null,
            SecurityGroupId = PeerText.IsGroup(peer) ? peer : null,
            ServiceTemplateId = isTemplate ? service : null,
            ServiceTemplateGroupId = isTemplateGroup ? service : null,
            Protocol = isTemplate || isTemplateGroup ? null : colon < 0 ? service : service[..colon],
            Port = isTemplate || isTemplateGroup || colon < 0 ? null : service[(colon + 1)..],
            Action = CsvText.Plain(row[2].Text).Trim(),
            Description = CsvText.Plain(row[3].Text),
        };
    }

    private static string PeerColumn(Direction direction) => direction == Direction.Ingress ? "Source" : "Destination";

    /// <summary><c>TCP:80,443</c>, <c>ICMP</c>, <c>ALL</c>, or the id of a template.</summary>
    private static string Service(RuleText text)
    {
        if (text.ServiceTemplateId.Length > 0)
            return text.ServiceTemplateId;
        string protocol = text.Protocol.ToUpperInvariant();
        return text.Port is "" or "ALL" ? protocol : $"{protocol}:{text.Port}";
    }
}
