using System.Collections.Immutable;
using Ringfence.Api.Cvm;
using Ringfence.Api.Mapping;
using Ringfence.Api.Ringfence;
using Ringfence.Api.Ringfence.History;
using Ringfence.Api.Vpc;
using Ringfence.Control;
using Ringfence.Control.Distribution;
using Ringfence.Control.History;

namespace Ringfence.Api.Actions;

/// <summary>Every action there is.</summary>
public static class ActionCatalog
{
    /// <summary>Makes the actions over a control plane, the board that its agents report to, and its history.</summary>
    public static ImmutableArray<IApiAction> Create(IControlPlane control, EnforcementBoard board, IRevisionHistory history, ActionOptions options)
    {
        var services = new ActionServices(control, board, history, options);
        return [.. Vpc(services), .. Cvm(services), .. Extension(services)];
    }

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
        new DescribeRevisionsAction(services),
        new RestoreRevisionAction(services),
    ];
}
