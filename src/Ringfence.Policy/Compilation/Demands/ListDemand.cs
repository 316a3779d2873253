using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Compilation.Demands;

/// <summary>What one rule list can ask for. Kept for as long as the list lives.</summary>
/// <param name="Prefixes">The blocks that its rules name, each once, ascending.</param>
/// <param name="Nodes">The nodes of the address tables on the ways to them, each once, ascending.</param>
/// <param name="Sets">The sets that its rules name, each once.</param>
/// <param name="Columns">How many service classes its rules add to a policy, at the most.</param>
/// <param name="Maps">Port maps and pages, at the most.</param>
internal sealed record ListDemand(ImmutableArray<IpPrefix> Prefixes, ImmutableArray<IpPrefix> Nodes, ImmutableArray<string> Sets, int Columns, int Maps)
{
    private static readonly ConditionalWeakTable<RuleList, ListDemand> Known = [];

    /// <summary>The demand of a list.</summary>
    public static ListDemand Of(RuleList list) => Known.GetValue(list, Add);

    private static ListDemand Add(RuleList list)
    {
        ImmutableArray<IpPrefix> prefixes = [.. list.Rules.SelectMany(rule => rule.Addresses?.Prefixes ?? []).Distinct().Order()];
        ImmutableArray<IpPrefix> nodes = [.. prefixes.SelectMany(TableMemory.NodesOn).Distinct().Order()];
        ImmutableArray<string> sets = [.. list.Rules.Select(rule => rule.AddressSetId).OfType<string>().Distinct(StringComparer.Ordinal)];

        // A protocol that is named has a first class; another one begins wherever a range of ports begins or has ended. Rules that name the same ports cut once.
        var cuts = new HashSet<(IpProtocol Protocol, int Port)>();
        foreach (var service in list.Rules.SelectMany(rule => rule.Services.Services))
        {
            if (service.Protocol is not { } protocol)
                continue;
            cuts.Add((protocol, 0));
            foreach (var range in service.Ports.Ranges)
            {
                cuts.Add((protocol, range.First));
                if (range.Last < ushort.MaxValue)
                    cuts.Add((protocol, range.Last + 1));
            }
        }

        // A protocol's map, and the page of its first class; a page for each that is cut within, and one for what follows a cut.
        int protocols = cuts.Count(cut => cut.Port == 0);
        int between = cuts.Count(cut => cut.Port % ServiceMap.PageSize == 0) - protocols;
        int within = cuts.Where(cut => cut.Port % ServiceMap.PageSize != 0).Select(cut => (cut.Protocol, cut.Port / ServiceMap.PageSize)).Distinct().Count();
        return new ListDemand(prefixes, nodes, sets, cuts.Count, (2 * protocols) + between + (2 * within));
    }
}
