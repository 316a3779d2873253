using System.Collections.Frozen;
using System.Collections.Immutable;
using Ringfence.Api.Actions;

namespace Ringfence.Api.Http;

/// <summary>How many requests a second an account may make of an action in a region (reference B.4), and which callers that is for.</summary>
/// <param name="IsOn">False: nobody is limited.</param>
/// <param name="PerAction">Numbers of one's own by the action's name; 0 means no limit. The vendor's hold for the others.</param>
public sealed record RateLimits(bool IsOn, ImmutableDictionary<string, int> PerAction)
{
    private const int Usual = 20;

    private static readonly FrozenSet<string> Hundred = FrozenSet.Create(
        StringComparer.Ordinal,
        "CreateSecurityGroup", "DeleteSecurityGroup", "DescribeSecurityGroups", "ModifySecurityGroupAttribute", "CreateSecurityGroupPolicies", "DeleteSecurityGroupPolicies",
        "DescribeSecurityGroupPolicies", "ModifySecurityGroupPolicies", "ReplaceSecurityGroupPolicy", "DescribeNetworkInterfaces", "ModifyNetworkInterfaceAttribute",
        "CreateAddressTemplate", "DeleteAddressTemplate", "DescribeAddressTemplates", "ModifyAddressTemplateAttribute", "CreateAddressTemplateGroup", "DeleteAddressTemplateGroup",
        "DescribeAddressTemplateGroups", "ModifyAddressTemplateGroupAttribute", "CreateServiceTemplate", "DeleteServiceTemplate", "DescribeServiceTemplates",
        "ModifyServiceTemplateAttribute", "CreateServiceTemplateGroup", "DeleteServiceTemplateGroup", "DescribeServiceTemplateGroups", "ModifyServiceTemplateGroupAttribute");

    private static readonly FrozenSet<string> Ten = FrozenSet.Create(StringComparer.Ordinal, "AssociateSecurityGroups", "DisassociateSecurityGroups");

    /// <summary>Nobody is limited.</summary>
    public static RateLimits Off { get; } = new(false, ImmutableDictionary<string, int>.Empty);

    /// <summary>The vendor's numbers.</summary>
    public static RateLimits Vendor { get; } = new(true, ImmutableDictionary<string, int>.Empty);

    /// <summary>Requests a second of an action; 0 for no limit. Our own service, which the vendor does not have, is not limited unless it is said.</summary>
    public int Of(IApiAction action)
    {
        if (PerAction.TryGetValue(action.Name, out int own))
            return own;
        if (action.Service == "ringfence")
            return 0;
        return Hundred.Contains(action.Name) ? 100 : Ten.Contains(action.Name) ? 10 : Usual;
    }
}
