using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence;
using Ringfence.Control.Commands;
using Ringfence.Control.Trials;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Ringfence.Trials;

/// <summary>Makes the change that waits for its confirmation stay.</summary>
internal sealed class ConfirmChangeAction(ActionServices services) : EndChangeAction("ConfirmChange", services)
{
    protected override ICommand<Trial> End(long? revision) => new ConfirmTrial(revision);
}

/// <summary>Undoes the change that waits for its confirmation, before its time is over.</summary>
internal sealed class RevertChangeAction(ActionServices services) : EndChangeAction("RevertChange", services)
{
    protected override ICommand<Trial> End(long? revision) => new RevertTrial(revision);
}

/// <summary>
/// Ends the wait of a change, one way or the other. With <c>Revision</c> only if it is that one. Answers when the hosts have it, or a while later: whoever was told that a change stays may
/// kill the server at once, and an agent on standby must not know otherwise.
/// </summary>
internal abstract class EndChangeAction(string name, ActionServices services) : ProductAction(Product.Ringfence, name, services)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public sealed override async ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        long? revision = parameters.Integer("Revision");
        if (!parameters.TryFinish(out var error))
            return ActionResult.Fail(error);
        var result = await CommitAsync(End(revision), context, static outcome => new EndChangeResponse(outcome.Value!.Revision, outcome.Revision, Enforced: false), cancellationToken);
        if (result.Response is not EndChangeResponse ended)
            return result;
        return result with { Response = ended with { Enforced = await IsEnforcedAsync(ended.Revision, cancellationToken) } };
    }

    /// <summary>Waits. False too when whoever asked has left: what is committed is an answer, and is recorded as one.</summary>
    private async ValueTask<bool> IsEnforcedAsync(long revision, CancellationToken cancellationToken)
    {
        try
        {
            return await Services.Board.WaitAsync([.. Services.Board.Hosts.Keys], revision, Patience, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    protected abstract ICommand<Trial> End(long? revision);
}
