using System.Numerics;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath.Nftables.Ruleset;

/// <summary>
/// A stretch of a rule list for one family. The service classes of a protocol are divided into about as many groups as a group has rules: the list's own chain finds the group by its range of
/// ports, the group's chain the class and the address. So a new flow meets about twice the root of the number of rules, and not all of them. No verdict maps: when a rule goes, the elements of
/// its map go at once for packets that still walk by the old rules.
/// </summary>
/// <param name="groups">The list's other chains.</param>
/// <param name="dispatch">The list's own chain: rules are added.</param>
/// <param name="family">The family.</param>
internal sealed class ListStretch(GroupChains groups, List<string> dispatch, AddressFamily family)
{
    /// <summary>Rules that are not worth a chain of their own.</summary>
    private const int Few = 3;

    /// <summary>How much longer than usual a group may be.</summary>
    private const int MostOfUsual = 3;

    private readonly string _ofFamily = family == AddressFamily.IPv4 ? "meta nfproto ipv4 " : "meta nfproto ipv6 ";

    public void Write(ReadOnlySpan<HostRule> rules, ServiceClasses services)
    {
        var otherwise = AddressWalk.Of(rules, services.OfAnyProtocol, family);
        foreach (var protocol in services.Classes.GroupBy(one => one.Protocol))
        {
            string ofProtocol = $"{_ofFamily}ct original protocol {protocol.Key.Number} ";
            var classes = Merged(rules, protocol);
            // Of what is left out the last rules say the same.
            if (classes is not [var whole])
                AskByPort(ofProtocol, classes.FindAll(one => !one.Walk.Equals(otherwise)));
            else if (!whole.Walk.Equals(otherwise))
                Ask(ofProtocol, whole.Walk);
        }

        Ask(_ofFamily, otherwise);
    }

    /// <summary>The classes of a protocol; neighbours of which the addresses say the same are one.</summary>
    private List<(PortRange Ports, AddressWalk Walk)> Merged(ReadOnlySpan<HostRule> rules, IEnumerable<ServiceClass> classes)
    {
        var merged = new List<(PortRange Ports, AddressWalk Walk)>();
        foreach (var one in classes)
        {
            var walk = AddressWalk.Of(rules, one.Rules, family);
            if (merged.Count > 0 && merged[^1].Walk.Equals(walk))
                merged[^1] = (new PortRange(merged[^1].Ports.First, one.Ports.Last), walk);
            else
                merged.Add((one.Ports, walk));
        }

        return merged;
    }

    private void Ask(string match, AddressWalk walk)
    {
        if (walk.Length <= Few)
            dispatch.AddRange(groups.Rules(walk, match));
        else
            dispatch.Add($"{match}jump c{groups.Of(groups.Rules(walk, ""))}");
    }

    private void AskByPort(string match, List<(PortRange Ports, AddressWalk Walk)> classes)
    {
        uint usual = BitOperations.RoundUpToPowerOf2((uint)Math.Sqrt(classes.Sum(one => one.Walk.Length)));
        for (int from = 0, to; from < classes.Count; from = to)
        {
            var rules = new List<string>();
            for (to = from; to < classes.Count && (to == from || (rules.Count < MostOfUsual * usual && !Begins(classes[to].Ports, usual))); to++)
                rules.AddRange(groups.Rules(classes[to].Walk, $"{match}ct original proto-dst {Text(classes[to].Ports)} "));
            if (rules.Count <= Few)
                dispatch.AddRange(rules);
            else
                dispatch.Add($"{match}ct original proto-dst {Text(new PortRange(classes[from].Ports.First, classes[to - 1].Ports.Last))} jump c{groups.Of(rules)}");
        }
    }

    /// <summary>Whether a group begins here: by the port and not by what came before, so that a change does not move the groups behind it.</summary>
    private static bool Begins(PortRange ports, uint usual) => ((ports.First * 0x9e3779b1u >> 16) & (usual - 1)) == 0;

    private static string Text(PortRange ports) => ports.First == ports.Last ? $"{ports.First}" : $"{ports.First}-{ports.Last}";
}
