using Ringfence.Api.Access;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence;

namespace Ringfence.Api.Ringfence.Access;

/// <summary>Switches a key pair on or off, or gives it another role or description. It holds from the next request on.</summary>
internal sealed class UpdateAccessKeyAction(ActionServices services) : AccessKeyAction("UpdateAccessKey", services)
{
    protected override ActionResult Execute(ParameterReader parameters, RequestContext context)
    {
        string id = ReadSecretId(parameters);
        var role = ReadRole(parameters);
        string? description = ReadDescription(parameters);
        bool? active = ReadStatus(parameters);
        if (parameters.Raw("Role") is null && parameters.Raw("Description") is null && parameters.Raw("Status") is null)
            parameters.Fault("MissingParameter", "One of `Status`, `Role` and `Description` must be given.");
        if (!parameters.TryFinish(out var error))
            return ActionResult.Fail(error);

        bool found = Keys.TryUpdate(
            context.Scope.Account,
            id,
            key => key with { Role = role ?? key.Role, Description = description ?? key.Description, IsActive = active ?? key.IsActive },
            out var changed);
        return found
            ? ActionResult.Ok(new UpdateAccessKeyResponse(AccessKeyShape.ToWire(changed!))) with
            {
                Note = $"Changed {id}: {RoleText.Write(changed!.Role)}, {AccessKeyShape.Status(changed.IsActive)}.",
            }
            : NoSuchKey(id);
    }

    private static bool? ReadStatus(ParameterReader parameters)
    {
        string? text = parameters.String("Status");
        if (text is null)
            return null;
        if (text.Equals(AccessKeyShape.Active, StringComparison.OrdinalIgnoreCase))
            return true;
        if (!text.Equals(AccessKeyShape.Inactive, StringComparison.OrdinalIgnoreCase))
            parameters.Fault("InvalidParameterValue", $"`Status` is {ParameterReaderExtensions.Quote(text)}; it must be {AccessKeyShape.Active} or {AccessKeyShape.Inactive}.");
        return false;
    }
}
