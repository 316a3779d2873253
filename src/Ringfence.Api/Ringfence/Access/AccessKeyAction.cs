using Ringfence.Api.Access;
using Ringfence.Api.Actions;
using Ringfence.Api.Credentials;
using Ringfence.Api.Mapping;

namespace Ringfence.Api.Ringfence.Access;

/// <summary>What the actions on key pairs have in common: they are for admins, they need the disk, and the root pair is not theirs to change.</summary>
internal abstract class AccessKeyAction(string name, ActionServices services) : ProductAction(Product.Ringfence, name, services)
{
    private const int MaximumDescription = 100;

    /// <inheritdoc/>
    public override ActionAccess Access => ActionAccess.Administer;

    protected AccessKeys Keys => Services.Keys;

    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        try
        {
            return ValueTask.FromResult(Execute(parameters, context));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return ValueTask.FromResult(ActionResult.Fail("ServiceUnavailable", "The key pairs could not be written to the disk. Nothing was changed; try again when there is room."));
        }
    }

    protected abstract ActionResult Execute(ParameterReader parameters, RequestContext context);

    protected static Role? ReadRole(ParameterReader parameters)
    {
        if (parameters.String("Role") is not { } text)
            return null;
        if (RoleText.TryRead(text, out var role))
            return role;
        parameters.Fault("InvalidParameterValue", $"`Role` is {ParameterReaderExtensions.Quote(text)}; it must be {RoleText.All}.");
        return null;
    }

    protected static string? ReadDescription(ParameterReader parameters)
    {
        string? text = parameters.String("Description");
        if (text is null)
            return null;
        if (text.EnumerateRunes().Count() > MaximumDescription)
            parameters.Fault("InvalidParameterValue.TooLong", $"`Description` may have {MaximumDescription} characters.");
        if (text.Any(char.IsControl))
            parameters.Fault("InvalidParameterValue", "`Description` contains a control character.");
        return text;
    }

    protected string ReadSecretId(ParameterReader parameters)
    {
        string id = parameters.RequiredString("SecretId").Trim();
        if (id == Keys.Root.SecretId)
            parameters.Fault("UnsupportedOperation", "The root pair is the one that the server is started with: it can be neither changed nor deleted.");
        return id;
    }

    protected static ActionResult NoSuchKey(string secretId) => ActionResult.Fail("ResourceNotFound", $"There is no key pair {ParameterReaderExtensions.Quote(secretId)}.");
}
