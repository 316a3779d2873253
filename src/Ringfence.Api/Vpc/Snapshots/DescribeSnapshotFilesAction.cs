using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Vpc.Snapshots;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Vpc.Snapshots;

/// <summary>The snapshots of an attached group between two times, newest first (reference C.5).</summary>
internal sealed class DescribeSnapshotFilesAction(ActionServices services) : ProductAction(Product.Vpc, "DescribeSnapshotFiles", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string business = parameters.RequiredString("BusinessType");
        if (parameters.Raw("BusinessType") is not null && business != SnapshotShape.GroupType)
            parameters.Fault("InvalidParameterValue", $"`BusinessType` is {ParameterReaderExtensions.Quote(business)}; it can be {SnapshotShape.GroupType}.");
        string groupId = parameters.RequiredId("InstanceId", IdKind.SecurityGroup, Product);
        var from = ReadTime(parameters, "StartDate");
        var to = ReadTime(parameters, "EndDate");
        if (from > to)
            parameters.Fault("InvalidParameterValue.Range", "`StartDate` is after `EndDate`.");
        var paging = Paging.Read(parameters);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return ValueTask.FromResult(List(World, context.Scope, groupId, file => file.TakenAt >= from && file.TakenAt <= to, paging));
    }

    private ActionResult List(World world, Scope scope, string groupId, Func<SnapshotFile, bool> isWanted, Paging paging)
    {
        if (!world.TryGetGroup(scope, groupId, out _))
            return NotFound(IdKind.SecurityGroup, [groupId]);
        if (!world.SnapshotPolicyByGroup.ContainsKey(groupId))
            return ActionResult.Fail("UnsupportedOperation.SnapshotNotAttached", $"{groupId} is attached to no snapshot policy.");
        var files = world.SnapshotFilesByGroup.GetValueOrDefault(groupId, [])
            .Select(id => world.SnapshotFiles[id])
            .Where(isWanted)
            .OrderByDescending(file => file.TakenAt)
            .ThenBy(file => file.Id, StringComparer.Ordinal)
            .ToList();
        return ActionResult.Ok(new DescribeSnapshotFilesResponse(paging.Page(files, file => SnapshotShape.ToWire(file, Services.Clock)), files.Count));
    }

    private DateTimeOffset? ReadTime(ParameterReader parameters, string name)
    {
        if (string.IsNullOrEmpty(parameters.String(name)))
            parameters.Missing(name);
        return parameters.Time(name, Services.Clock);
    }
}
