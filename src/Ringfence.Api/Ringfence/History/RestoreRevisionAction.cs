using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Api.Ringfence.Guards;
using Ringfence.Contracts.Ringfence;
using Ringfence.Control.Commands;

namespace Ringfence.Api.Ringfence.History;

/// <summary>Makes groups, rules and bindings what they were at a revision, or with <c>DryRun</c> tells what that would change.</summary>
internal sealed class RestoreRevisionAction(ActionServices services) : ProductAction(Product.Ringfence, "RestoreRevision", services)
{
    /// <inheritdoc/>
    public override bool LooksOnDryRun => true;

    /// <inheritdoc/>
    public override async ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        long? revision = parameters.Integer("Revision");
        bool preview = parameters.Boolean("DryRun") ?? false;
        if (parameters.Raw("Revision") is null)
            parameters.Missing("Revision");
        else if (revision < 1)
            parameters.Fault("InvalidParameterValue.Range", $"`Revision` is {revision}; revisions count from 1.");
        if (!parameters.TryFinish(out var error))
            return ActionResult.Fail(error);

        if (await Services.History.WorldAtAsync(revision ?? 0, cancellationToken) is not { } past)
            return ActionResult.Fail("ResourceNotFound", $"There is no revision {revision}; the last one is {World.Revision}.");
        if (preview && await GuardPreview.RefusalsAsync(Services, new RestoreRevision(past, Preview: false), context, cancellationToken) is { IsEmpty: false } broken)
            return ActionResult.Fail(Product.CodeOf(RefusalKind.GuardViolated), string.Join(' ', broken.Select(refusal => refusal.Message)));
        var result = await CommitAsync(
            new RestoreRevision(past, preview),
            context,
            static outcome => new RestoreRevisionResponse(RevisionShape.ToWire(outcome.Value!.Changes), outcome.Revision),
            cancellationToken);
        return result with { Note = preview ? ActionResult.Preview : $"To revision {revision}." };
    }
}
