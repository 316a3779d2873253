using System.Collections.Immutable;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Api.Ringfence.Guards;
using Ringfence.Api.Ringfence.History;
using Ringfence.Contracts.Ringfence;
using Ringfence.Control;
using Ringfence.Control.Commands;
using Ringfence.Files;
using FileFault = Ringfence.Files.FileFault;

namespace Ringfence.Api.Ringfence.Files;

/// <summary>Makes groups what a file says: one change or none. With <c>DryRun</c> it tells what that would change, or everything that is wrong with the file.</summary>
internal sealed class ImportSecurityGroupsAction(ActionServices services) : ProductAction(Product.Ringfence, "ImportSecurityGroups", services)
{
    private const string BadFile = "InvalidParameterValue.Malformed";
    private const int FaultsInMessage = 20;
    private const int FaultsTold = 1000;

    /// <inheritdoc/>
    public override bool LooksOnDryRun => true;

    /// <inheritdoc/>
    public override async ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string content = parameters.RequiredString("Content");
        var format = FileParameters.ReadFormat(parameters, FileFormat.Json, FileFormat.Yaml, FileFormat.Csv);
        var direction = FileParameters.ReadDirection(parameters, format);
        bool removeOthers = parameters.Boolean("RemoveOthers") ?? false;
        bool preview = parameters.Boolean("DryRun") ?? false;
        string groupId = ReadGroup(parameters, format);
        if (removeOthers && format == FileFormat.Csv)
            parameters.Fault("InvalidParameter.Coexist", "`RemoveOthers` and the format csv exclude each other: a table is of one group.");
        if (!parameters.TryFinish(out var error))
            return ActionResult.Fail(error);
        if (format == FileFormat.Csv && !World.TryGetGroup(context.Scope, groupId, out _))
            return NotFound(IdKind.SecurityGroup, [groupId]);

        var file = format == FileFormat.Csv ? SecurityGroupFile.ReadTable(content, groupId, direction) : SecurityGroupFile.Read(content, format);
        if (file.FaultCount > 0)
            return await FaultyFormAsync(file, removeOthers, preview, context, cancellationToken);

        var import = new ImportSecurityGroups(file.Groups, removeOthers, preview) { Templates = file.Templates, Bindings = file.Bindings };
        var outcome = await Services.Control.ExecuteAsync(import, context.Scope, context.Origin, cancellationToken);
        var refusals = preview && outcome.Refusals.IsEmpty ? await GuardPreview.RefusalsAsync(Services, import with { Preview = false }, context, cancellationToken) : outcome.Refusals;
        return outcome.Status == OutcomeStatus.Refused || !refusals.IsEmpty
            ? Faulty([.. refusals.Select(refusal => (file.Place(refusal), Product.CodeOf(refusal.Kind)))], refusals.Length, preview)
            : outcome.ToResult(Product.CodeOf, done => new ImportSecurityGroupsResponse(
                preview ? RevisionShape.ToPlan(done.Value!.Changes) : RevisionShape.ToWire(done.Value!.Changes), [], 0, done.Revision))
                with
            { Note = preview ? ActionResult.Preview : null };
    }

    /// <summary>What is wrong with the form of a file and, as far as that leaves it to be told, with its values.</summary>
    private async ValueTask<ActionResult> FaultyFormAsync(SecurityGroupFile file, bool removeOthers, bool preview, RequestContext context, CancellationToken cancellationToken)
    {
        var form = file.Faults.Select(static fault => (Fault: fault, Code: BadFile));
        if (!file.HasKnownForm)
            return Faulty([.. form], file.FaultCount, preview);
        var import = new ImportSecurityGroups(file.Groups, removeOthers, Preview: true) { Templates = file.Templates, Bindings = file.Bindings };
        var outcome = await Services.Control.ExecuteAsync(import, context.Scope, context.Origin, cancellationToken);
        var values = outcome.Refusals.Where(refusal => !file.FollowsFromForm(refusal)).Select(refusal => (Fault: file.Place(refusal), Code: Product.CodeOf(refusal.Kind)));
        ImmutableArray<(FileFault, string)> all = [.. form.Concat(values).OrderBy(fault => fault.Fault.Position.Line).ThenBy(fault => fault.Fault.Position.Column)];
        return Faulty(all, all.Length, preview);
    }

    private string ReadGroup(ParameterReader parameters, FileFormat format)
    {
        if (format == FileFormat.Csv)
            return parameters.RequiredId("SecurityGroupId", IdKind.SecurityGroup, Product);
        if (parameters.Raw("SecurityGroupId") is not null)
            parameters.Fault("InvalidParameter.Coexist", "`SecurityGroupId` is for the format csv only: the others name their groups.");
        return "";
    }

    private ActionResult Faulty(ImmutableArray<(FileFault Fault, string Code)> faults, int count, bool preview)
    {
        if (preview)
            return ActionResult.Ok(new ImportSecurityGroupsResponse([], [.. faults.Take(FaultsTold).Select(ToWire)], count, World.Revision)) with { Note = ActionResult.Preview };
        string message = string.Join(' ', faults.Take(FaultsInMessage).Select(fault => fault.Fault.ToString()));
        int rest = count - FaultsInMessage;
        return ActionResult.Fail(faults[0].Code, rest <= 0 ? message : $"{message} And {rest} more; DryRun tells them.");
    }

    private static Contracts.Ringfence.FileFault ToWire((FileFault Fault, string Code) fault) => new()
    {
        Line = fault.Fault.Position.Line,
        Column = fault.Fault.Position.Column,
        Path = fault.Fault.Path,
        Code = fault.Code,
        Message = fault.Fault.Message,
    };
}
