using System.Text.Json.Nodes;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Api.Vpc.Tasks;

/// <summary>What became of a request whose answer promised a task (doc 215/59037). Every known one is done.</summary>
internal sealed class DescribeVpcTaskResultAction(ActionServices services) : ProductAction(Product.Vpc, "DescribeVpcTaskResult", services)
{
    private const string Success = "SUCCESS";

    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string id = parameters.RequiredString("TaskId").Trim();
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        if (Services.Tasks.Find(context.Scope, id) is not { } finding)
            return ValueTask.FromResult(ActionResult.Fail("ResourceNotFound", $"There is no task {ParameterReaderExtensions.Quote(id)}."));
        string output = finding.Looks ? Instances(finding).ToJsonString() : Success;
        return ValueTask.FromResult(ActionResult.Ok(new DescribeVpcTaskResultResponse(
            Success, output, [.. finding.GroupIds.Select(group => new VpcTaskResultDetailInfo(group, Success))])));
    }

    private static JsonArray Instances(TaskFinding finding) =>
        [.. finding.GroupIds.Select(group => new JsonObject { ["InstanceId"] = group, ["InstanceType"] = "SG" })];
}
