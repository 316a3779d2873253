using Ringfence.Policy.Hosting;

namespace Ringfence.Control.Tests.Distribution;

/// <summary>A built policy in the same sorted text as <see cref="FullBuild"/>.</summary>
internal static class HostPolicyText
{
    public static string[] Of(HostPolicy policy)
    {
        // What is stored under a key says the same of itself.
        Assert.All(policy.Interfaces, entry => Assert.Equal(entry.Key, entry.Value.InterfaceId));
        Assert.All(policy.Lists, entry => Assert.Equal(entry.Key, entry.Value.Id));
        Assert.All(policy.Sets, entry => Assert.Equal(entry.Key, entry.Value.Id));
        return [.. policy.Interfaces.Values.Select(Of)
            .Concat(policy.Lists.Values.Select(list => $"list {list.Id} {list.Direction}: {string.Join("; ", list.Rules.Select(Text))}"))
            .Concat(policy.Sets.Values.Select(set => $"set {set.Id}: {FullBuild.Join(set.Addresses)}"))
            .Order(StringComparer.Ordinal)];
    }

    public static string Of(InterfacePolicy own) => string.Join(' ',
        "interface", own.InterfaceId, own.Device, own.Role, own.Mac, own.SourceCheck, $"[{string.Join(' ', own.Addresses)}]",
        $"in [{string.Join(' ', own.IngressLists)}]", $"out [{string.Join(' ', own.EgressLists)}]");

    private static string Text(HostRule rule) =>
        $"{rule.Id} {(rule.AddressSetId is { } set ? $"set {set}" : rule.Addresses!.ToString())} {rule.Services} {rule.Action}";
}
