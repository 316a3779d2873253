using System.Collections.Frozen;
using Ringfence.Control.Commands;

namespace Ringfence.Server.Options;

/// <summary>The limits by the names that users write.</summary>
internal static class QuotaNames
{
    private static readonly FrozenDictionary<string, Func<Quotas, int, Quotas>> Setters = new Dictionary<string, Func<Quotas, int, Quotas>>
    {
        [nameof(Quotas.SecurityGroups)] = (quotas, value) => quotas with { SecurityGroups = value },
        [nameof(Quotas.RulesPerDirection)] = (quotas, value) => quotas with { RulesPerDirection = value },
        [nameof(Quotas.ReferenceRules)] = (quotas, value) => quotas with { ReferenceRules = value },
        [nameof(Quotas.InstancesPerGroup)] = (quotas, value) => quotas with { InstancesPerGroup = value },
        [nameof(Quotas.GroupsPerInstance)] = (quotas, value) => quotas with { GroupsPerInstance = value },
        [nameof(Quotas.GroupsPerLoadBalancer)] = (quotas, value) => quotas with { GroupsPerLoadBalancer = value },
        [nameof(Quotas.GroupsPerDatabase)] = (quotas, value) => quotas with { GroupsPerDatabase = value },
        [nameof(Quotas.ExpandedRules)] = (quotas, value) => quotas with { ExpandedRules = value },
        [nameof(Quotas.ReferencedGroupMembers)] = (quotas, value) => quotas with { ReferencedGroupMembers = value },
        [nameof(Quotas.ReferencedGroupServices)] = (quotas, value) => quotas with { ReferencedGroupServices = value },
        [nameof(Quotas.SnapshotPolicies)] = (quotas, value) => quotas with { SnapshotPolicies = value },
        [nameof(Quotas.SnapshotsPerGroup)] = (quotas, value) => quotas with { SnapshotsPerGroup = value },
        [nameof(Quotas.Templates)] = (quotas, value) => quotas with { Templates = value },
        [nameof(Quotas.AddressTemplateMembers)] = (quotas, value) => quotas with { AddressTemplateMembers = value },
        [nameof(Quotas.AddressTemplateGroupMembers)] = (quotas, value) => quotas with { AddressTemplateGroupMembers = value },
        [nameof(Quotas.ServiceTemplateMembers)] = (quotas, value) => quotas with { ServiceTemplateMembers = value },
        [nameof(Quotas.ServiceTemplateGroupMembers)] = (quotas, value) => quotas with { ServiceTemplateGroupMembers = value },
        [nameof(Quotas.Guards)] = (quotas, value) => quotas with { Guards = value },
        [nameof(Quotas.GroupsPerTemplate)] = (quotas, value) => quotas with { GroupsPerTemplate = value },
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static string All => string.Join(", ", Setters.Keys.Order(StringComparer.Ordinal));

    /// <summary>Sets a limit. False, with the reason, when there is no such limit or it is not a positive number.</summary>
    public static bool TrySet(ref Quotas quotas, string name, int? value, out string fault)
    {
        fault = "";
        if (!Setters.TryGetValue(name, out var setter))
            fault = $"there is no limit `{name}`; there are {All}";
        else if (value is null or < 1)
            fault = $"the limit `{name}` must be a whole number from 1 on";
        else
            quotas = setter(quotas, value.Value);
        return fault.Length == 0;
    }
}
