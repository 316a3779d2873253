using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;

namespace Ringfence.Api.Ringfence.Access;

/// <summary>Takes a key pair away for good.</summary>
internal sealed class DeleteAccessKeyAction(ActionServices services) : AccessKeyAction("DeleteAccessKey", services)
{
    protected override ActionResult Execute(ParameterReader parameters, RequestContext context)
    {
        string id = ReadSecretId(parameters);
        if (!parameters.TryFinish(out var error))
            return ActionResult.Fail(error);
        return Keys.TryDelete(context.Scope.Account, id) ? ActionResult.Ok(EmptyResponse.Instance) with { Note = $"Deleted {id}." } : NoSuchKey(id);
    }
}
