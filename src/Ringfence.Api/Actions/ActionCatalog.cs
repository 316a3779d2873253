using System.Collections.Immutable;
using Ringfence.Api.Cdb;
using Ringfence.Api.Clb;
using Ringfence.Api.Credentials;
using Ringfence.Api.Cvm;
using Ringfence.Api.Mapping;
using Ringfence.Api.Regional;
using Ringfence.Api.Ringfence;
using Ringfence.Api.Ringfence.Access;
using Ringfence.Api.Ringfence.Analysis;
using Ringfence.Api.Ringfence.Drops;
using Ringfence.Api.Ringfence.Files;
using Ringfence.Api.Ringfence.Flows;
using Ringfence.Api.Ringfence.Guards;
using Ringfence.Api.Ringfence.History;
using Ringfence.Api.Ringfence.Hits;
using Ringfence.Api.Ringfence.Observing;
using Ringfence.Api.Ringfence.Trials;
using Ringfence.Api.Tagging;
using Ringfence.Api.Vpc;
using Ringfence.Api.Vpc.Snapshots;
using Ringfence.Api.Vpc.Tasks;
using Ringfence.Api.Vpc.Templates;
using Ringfence.Control;
using Ringfence.Control.Audit;
using Ringfence.Control.Distribution;
using Ringfence.Control.History;

namespace Ringfence.Api.Actions;

/// <summary>Every action there is.</summary>
public static class ActionCatalog
{
    /// <summary>Makes the actions over a control plane, the board that its agents report to, its history, the key pairs and the audit log.</summary>
    public static ImmutableArray<IApiAction> Create(
        IControlPlane control, EnforcementBoard board, IRevisionHistory history, AccessKeys keys, IAuditLog audit, ActionOptions options) =>
        Create(new ActionServices(control, board, history, keys, audit, options));

    /// <summary>Makes the actions over anything that commands can be given to.</summary>
    internal static ImmutableArray<IApiAction> Create(ActionServices services) =>
    [
        .. OfVpc(services), .. OfTemplates(services), .. OfSnapshots(services), .. OfCvm(services), .. OfClb(services), .. OfCdb(services),
        .. OfTagging(services), .. OfRegions(services), .. OfExtension(services), .. OfAnalysis(services), .. OfGuards(services), .. OfObserving(services), .. UnsupportedActions.Create(services),
    ];

    private static ImmutableArray<IApiAction> OfVpc(ActionServices services) =>
    [
        new CreateSecurityGroupAction(services),
        new CreateSecurityGroupWithPoliciesAction(services),
        new CreateDefaultSecurityGroupAction(services),
        new CloneSecurityGroupAction(services),
        new DescribeSecurityGroupsAction(services),
        new ModifySecurityGroupAttributeAction(services),
        new DeleteSecurityGroupAction(services),
        new CreateSecurityGroupPoliciesAction(services),
        new DescribeSecurityGroupPoliciesAction(services),
        new DescribeSecurityGroupExpandedPoliciesAction(services),
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
        new DescribeAccountAttributesAction(services),
    ];

    private static ImmutableArray<IApiAction> OfSnapshots(ActionServices services) =>
    [
        new CreateSnapshotPoliciesAction(services),
        new ModifySnapshotPoliciesAction(services),
        new DeleteSnapshotPoliciesAction(services),
        new EnableSnapshotPoliciesAction(services),
        new DisableSnapshotPoliciesAction(services),
        new DescribeSnapshotPoliciesAction(services),
        new AttachSnapshotInstancesAction(services),
        new DetachSnapshotInstancesAction(services),
        new DescribeSnapshotAttachedInstancesAction(services),
        new DescribeSnapshotFilesAction(services),
        new DescribeSgSnapshotFileContentAction(services),
        new ResumeSnapshotInstanceAction(services),
    ];

    private static ImmutableArray<IApiAction> OfTemplates(ActionServices services) =>
    [
        .. TemplateWire.All.SelectMany(wire => new IApiAction[]
        {
            new CreateTemplateAction(wire, services),
            new DescribeTemplatesAction(wire, services),
            new ModifyTemplateAction(wire, services),
            new DeleteTemplateAction(wire, services),
            new DescribeTemplateInstancesAction(wire, services),
        }),
        new AddTemplateMemberAction(services),
        new ModifyTemplateMemberAction(services),
        new DeleteTemplateMemberAction(services),
        new DescribeTemplateLimitsAction(services),
        new DescribeVpcTaskResultAction(services),
    ];

    private static ImmutableArray<IApiAction> OfCvm(ActionServices services) =>
    [
        new Cvm.AssociateSecurityGroupsAction(services),
        new Cvm.DisassociateSecurityGroupsAction(services),
        new ModifyInstancesAttributeAction(services),
        new DescribeInstancesAction(services),
    ];

    private static ImmutableArray<IApiAction> OfClb(ActionServices services) =>
    [
        new SetLoadBalancerSecurityGroupsAction(services),
        new SetSecurityGroupForLoadbalancersAction(services),
        new ModifyLoadBalancerAttributesAction(services),
        new DescribeLoadBalancersAction(services),
        new DescribeTaskStatusAction(services),
    ];

    private static ImmutableArray<IApiAction> OfCdb(ActionServices services) =>
    [
        new Cdb.AssociateSecurityGroupsAction(services),
        new Cdb.DisassociateSecurityGroupsAction(services),
        new ModifyDBInstanceSecurityGroupsAction(services),
        new DescribeDBSecurityGroupsAction(services),
        new DescribeProjectSecurityGroupsAction(services),
    ];

    private static ImmutableArray<IApiAction> OfTagging(ActionServices services) =>
    [
        new ModifyResourceTagsAction(services),
        new DescribeResourceTagsByResourceIdsAction(services),
    ];

    private static ImmutableArray<IApiAction> OfRegions(ActionServices services) =>
        [new DescribeRegionsAction(Product.Region, services), new DescribeRegionsAction(Product.Cvm, services)];

    private static ImmutableArray<IApiAction> OfAnalysis(ActionServices services) =>
    [
        new ExplainTrafficAction(services),
        new CompareSecurityGroupPoliciesAction(services),
        new DescribeReachabilityAction(services),
        new AnalyzeExposureAction(services),
        new LintSecurityGroupsAction(services),
        new DescribeEffectivePolicyAction(services),
        new ExportEffectivePoliciesAction(services),
    ];

    private static ImmutableArray<IApiAction> OfGuards(ActionServices services) =>
    [
        new CreateGuardsAction(services),
        new ModifyGuardAction(services),
        new DeleteGuardsAction(services),
        new DescribeGuardsAction(services),
    ];

    private static ImmutableArray<IApiAction> OfObserving(ActionServices services) =>
    [
        new CreateObservationAction(services),
        new DescribeObservationsAction(services),
        new DescribeObservedFlowsAction(services),
        new EnforceObservationAction(services),
        new DeleteObservationsAction(services),
        new ModifySecurityGroupModeAction(services),
        new DescribeSecurityGroupModesAction(services),
    ];

    private static ImmutableArray<IApiAction> OfExtension(ActionServices services) =>
    [
        new RegisterInstancesAction(services),
        new DeregisterInstancesAction(services),
        new DescribeEnforcementAction(services),
        new DescribeSecurityGroupTemplatesAction(services),
        new CreateSecurityGroupFromTemplateAction(services),
        new DescribeFlowsAction(services),
        new DescribeRuleHitsAction(services),
        new DescribeDropCountersAction(services),
        new DescribeRevisionsAction(services),
        new RestoreRevisionAction(services),
        new TryChangeAction(services),
        new ConfirmChangeAction(services),
        new RevertChangeAction(services),
        new DescribePendingChangeAction(services),
        new CreateAccessKeyAction(services),
        new DescribeAccessKeysAction(services),
        new UpdateAccessKeyAction(services),
        new DeleteAccessKeyAction(services),
        new DescribeAuditLogAction(services),
        new ExportSecurityGroupsAction(services),
        new ImportSecurityGroupsAction(services),
    ];
}
