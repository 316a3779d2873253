using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Ringfence.Api.Cvm;
using Ringfence.Api.Mapping;
using Ringfence.Api.Ringfence;
using Ringfence.Api.Vpc;
using Ringfence.Control;
using Ringfence.Control.Distribution;

namespace Ringfence.Api.Actions;

/// <summary>Every action there is, found by version and name: that pair is how real clients are routed (reference E.1).</summary>
public sealed class ActionCatalog
{
    private readonly FrozenDictionary<(string Version, string Name), IApiAction> _actions;
    private readonly FrozenSet<string> _versions;

    private ActionCatalog(ImmutableArray<IApiAction> actions)
    {
        All = actions;
        _actions = actions.ToFrozenDictionary(action => (action.Version, action.Name));
        _versions = actions.Select(action => action.Version).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Every action, by service.</summary>
    public IReadOnlyList<IApiAction> All { get; }

    /// <summary>Makes the actions over a control plane and the board that its agents report to.</summary>
    public static ActionCatalog Create(IControlPlane control, EnforcementBoard board, ActionOptions options)
    {
        var services = new ActionServices(control, board, options);
        return new ActionCatalog([.. Vpc(services), .. Cvm(services), .. Extension(services)]);
    }

    /// <summary>Finds an action. Names are case-sensitive.</summary>
    public bool TryFind(string version, string name, [NotNullWhen(true)] out IApiAction? action) => _actions.TryGetValue((version, name), out action);

    /// <summary>True when any service has this version.</summary>
    public bool KnowsVersion(string version) => _versions.Contains(version);

    private static ImmutableArray<IApiAction> Vpc(ActionServices services) =>
    [
        new CreateSecurityGroupAction(services),
        new CreateSecurityGroupWithPoliciesAction(services),
        new CreateDefaultSecurityGroupAction(services),
        new DescribeSecurityGroupsAction(services),
        new ModifySecurityGroupAttributeAction(services),
        new DeleteSecurityGroupAction(services),
        new CreateSecurityGroupPoliciesAction(services),
        new DescribeSecurityGroupPoliciesAction(services),
        new ModifySecurityGroupPoliciesAction(services),
        new ReplaceSecurityGroupPolicyAction(services),
        new ReplaceSecurityGroupPoliciesAction(services),
        new DeleteSecurityGroupPoliciesAction(services),
        new DescribeSecurityGroupLimitsAction(services),
        new DescribeSecurityGroupReferencesAction(services),
        new DescribeSecurityGroupAssociationStatisticsAction(services),
        new AssociateNetworkInterfaceSecurityGroupsAction(services),
        new DisassociateNetworkInterfaceSecurityGroupsAction(services),
        new ModifyNetworkInterfaceAttributeAction(services),
        new DescribeNetworkInterfacesAction(services),
    ];

    private static ImmutableArray<IApiAction> Cvm(ActionServices services) =>
    [
        new AssociateSecurityGroupsAction(services),
        new DisassociateSecurityGroupsAction(services),
        new ModifyInstancesAttributeAction(services),
        new DescribeInstancesAction(services),
    ];

    private static ImmutableArray<IApiAction> Extension(ActionServices services) =>
    [
        new RegisterInstancesAction(services),
        new DeregisterInstancesAction(services),
        new DescribeEnforcementAction(services),
    ];
}
