using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Vpc;

/// <summary>Overwrites or moves rules of one direction (doc 215/55997).</summary>
internal sealed class ReplaceSecurityGroupPoliciesAction(ActionServices services)
    : ProductAction(Product.Vpc, "ReplaceSecurityGroupPolicies", services)
{
    private static readonly string[] UpdateTypes = ["Policy", "Priority", "Both"];

    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string groupId = parameters.RequiredId("SecurityGroupId", IdKind.SecurityGroup, Product);
        string? updateType = ReadUpdateType(parameters);
        bool moves = updateType is "Priority" or "Both";
        var policies = new RuleSetReader(context) { TakesPriority = moves }.Required(parameters);
        var original = new RuleSetReader(context) { TakesPriority = moves, Describes = false }.Optional(parameters, "OriginalSecurityGroupPolicySet");
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(
            new Commands.ReplaceSecurityGroupPolicies(groupId, policies, original, updateType),
            context,
            static _ => EmptyResponse.Instance,
            cancellationToken);
    }

    private static string? ReadUpdateType(ParameterReader parameters)
    {
        string? given = parameters.String("UpdateType");
        if (string.IsNullOrEmpty(given))
            return null;
        if (Array.Find(UpdateTypes, word => word.Equals(given, StringComparison.OrdinalIgnoreCase)) is { } known)
            return known;
        parameters.Fault(
            "InvalidParameterValue.Invalid",
            $"`UpdateType` is {ParameterReaderExtensions.Quote(given)}; it can be {string.Join(", ", UpdateTypes)}.");
        return null;
    }
}
