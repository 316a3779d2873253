using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;

namespace Ringfence.Datapath.Nftables.Ruleset;

/// <summary>An interface's own addresses as anonymous sets: they belong to their rule and change with it, never between two lookups of one packet.</summary>
internal static class OwnAddresses
{
    /// <summary>One match for each family that has addresses.</summary>
    public static IEnumerable<string> Match(InterfacePolicy policy, string selectorV4, string selectorV6)
    {
        if (Set(policy, AddressFamily.IPv4) is { } v4)
            yield return $"{selectorV4} {v4}";
        if (Set(policy, AddressFamily.IPv6) is { } v6)
            yield return $"{selectorV6} {v6}";
    }

    /// <summary>The addresses of a family as an anonymous set, with some more; null when there is none.</summary>
    public static string? Set(InterfacePolicy policy, AddressFamily family, params ReadOnlySpan<string> more)
    {
        var texts = new List<string>();
        foreach (var address in policy.Addresses)
        {
            if (address.Family == family && !texts.Contains(address.ToString()))
                texts.Add(address.ToString());
        }

        foreach (string text in more)
        {
            if (!texts.Contains(text))
                texts.Add(text);
        }

        return texts.Count == 0 ? null : $"{{ {string.Join(", ", texts)} }}";
    }
}
