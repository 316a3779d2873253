using Ringfence.Api.Access;
using Ringfence.Api.Actions;
using Ringfence.Api.Credentials;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence;

namespace Ringfence.Api.Ringfence.Access;

/// <summary>Makes a key pair of the caller's account; its secret is in this answer and nowhere else.</summary>
internal sealed class CreateAccessKeyAction(ActionServices services) : AccessKeyAction("CreateAccessKey", services)
{
    protected override ActionResult Execute(ParameterReader parameters, RequestContext context)
    {
        var role = ReadRole(parameters);
        string description = ReadDescription(parameters) ?? "";
        if (parameters.Raw("Role") is null)
            parameters.Missing("Role");
        if (!parameters.TryFinish(out var error))
            return ActionResult.Fail(error);
        if (Keys.Create(context.Scope.Account, role!.Value, description, context.Origin.SecretId) is not var (key, secret))
            return ActionResult.Fail("LimitExceeded", $"An account has at most {AccessKeys.MaximumKeys} key pairs.");
        return ActionResult.Ok(new CreateAccessKeyResponse(AccessKeyShape.ToWire(key), secret)) with { Note = $"Made {key.SecretId}, {RoleText.Write(key.Role)}." };
    }
}
