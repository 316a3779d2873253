using Ringfence.Api.Access;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Compilation;

namespace Ringfence.Api.Ringfence.Analysis;

/// <summary>An action that answers about policies and changes nothing, whatever its name begins with.</summary>
internal abstract class AnalysisAction(string name, ActionServices services) : ProductAction(Product.Ringfence, name, services)
{
    /// <inheritdoc/>
    public override ActionAccess Access => ActionAccess.Read;

    /// <summary>The world at a revision; the present one when none is given. Null, and the error, when there is no such revision.</summary>
    protected async ValueTask<(World? World, ActionResult Error)> WorldAtAsync(long? revision, CancellationToken cancellationToken)
    {
        if (revision is not { } number || number == World.Revision)
            return (World, default);
        return await Services.History.WorldAtAsync(number, cancellationToken) is { } past
            ? (past, default)
            : (null, ActionResult.Fail("ResourceNotFound", $"There is no revision {number}; the last one is {World.Revision}."));
    }

    protected static ActionResult TooLarge(Exceeded exceeded) => ActionResult.Fail(
        "LimitExceeded", $"{exceeded.Where} cannot be compiled: it needs {exceeded.Needed} {exceeded.Limit}, at most {exceeded.Allowed} fit.");
}
