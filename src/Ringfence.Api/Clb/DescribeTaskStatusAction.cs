using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Clb;

namespace Ringfence.Api.Clb;

/// <summary>What became of a request to CLB, by its RequestId: it was done when it was answered (reference C.7). Orders (<c>DealName</c>) do not exist here.</summary>
internal sealed class DescribeTaskStatusAction(ActionServices services) : ProductAction(Product.Clb, "DescribeTaskStatus", services)
{
    private const long Success = 0;

    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string taskId = parameters.RequiredString("TaskId").Trim();
        parameters.Unsupported("DealName");
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return ValueTask.FromResult(Services.Tasks.Find(context.Scope, taskId) is not null
            ? ActionResult.Ok(new DescribeTaskStatusResponse(Success, []))
            : ActionResult.Fail("InvalidParameterValue", $"There is no task {ParameterReaderExtensions.Quote(taskId)}: none was made, or more than a day ago."));
    }
}
