using Ringfence.Api.Access;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence;
using Ringfence.Files;

namespace Ringfence.Api.Ringfence.Files;

/// <summary>Groups as a file: JSON, YAML or Terraform for any number of them, CSV for the rules of one group and direction.</summary>
internal sealed class ExportSecurityGroupsAction(ActionServices services) : ProductAction(Product.Ringfence, "ExportSecurityGroups", services)
{
    /// <inheritdoc/>
    public override ActionAccess Access => ActionAccess.Read;

    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var format = FileParameters.ReadFormat(parameters, FileFormat.Json, FileFormat.Yaml, FileFormat.Csv, FileFormat.Terraform);
        var direction = FileParameters.ReadDirection(parameters, format);
        var ids = parameters.Ids("SecurityGroupIds", IdKind.SecurityGroup, Product) ?? [];
        bool byName = ReadReferences(parameters);
        bool withBindings = parameters.Boolean("Bindings") ?? false;
        if (withBindings && (!ids.IsEmpty || format is FileFormat.Csv or FileFormat.Terraform))
            parameters.Fault("InvalidParameter.Coexist", "`Bindings` are of all groups, and in the formats json and yaml: they exclude `SecurityGroupIds` and the other formats.");
        if (format == FileFormat.Csv && ids.Length != 1)
            parameters.Fault("InvalidParameterValue", "`SecurityGroupIds` must name one group for the format csv.");
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));

        var world = World;
        string[] missing = [.. ids.Where(id => !world.TryGetGroup(context.Scope, id, out _))];
        if (missing.Length > 0)
            return ValueTask.FromResult(NotFound(IdKind.SecurityGroup, missing));
        string content = format == FileFormat.Csv
            ? SecurityGroupFile.WriteTable(world, world.Groups[ids[0]], direction, byName)
            : SecurityGroupFile.Write(world, context.Scope, ids.IsEmpty ? null : ids.Distinct().Select(id => world.Groups[id]), format, byName, withBindings);
        return ValueTask.FromResult(ActionResult.Ok(new ExportSecurityGroupsResponse(content, FileParameters.Write(format), world.Revision)));
    }

    private static bool ReadReferences(ParameterReader parameters)
    {
        string? text = parameters.String("References");
        if (text is null || text.Equals("id", StringComparison.OrdinalIgnoreCase))
            return false;
        if (!text.Equals("name", StringComparison.OrdinalIgnoreCase))
            parameters.Fault("InvalidParameterValue", $"`References` is {ParameterReaderExtensions.Quote(text)}; it must be id or name.");
        return true;
    }
}
