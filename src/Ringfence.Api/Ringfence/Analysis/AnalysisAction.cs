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
    /// <param name="present">The present world, taken once for the whole request.</param>
    /// <param name="revision">The revision.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    protected async ValueTask<(World? World, ActionResult Error)> WorldAtAsync(World present, long? revision, CancellationToken cancellationToken)
    {
        if (revision is not { } number || number == present.Revision)
            return (present, default);
        return await Services.History.WorldAtAsync(number, cancellationToken) is { } past
            ? (past, default)
            : (null, ActionResult.Fail("ResourceNotFound", $"There is no revision {number}; the last one is {present.Revision}."));
    }

    /// <summary>
    /// The world that a question is about: at <c>Revision</c>, as <c>Changes</c> would make the present one, or the present one. Null, and the error, when there is none, a call would be refused or
    /// a parameter that was read so far is wrong.
    /// </summary>
    protected ValueTask<(World? World, ActionResult Error)> AskedWorldAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken) =>
        AskedWorldAsync(World, parameters, context, cancellationToken);

    /// <summary>The same, for a request that asks for other worlds too.</summary>
    protected async ValueTask<(World? World, ActionResult Error)> AskedWorldAsync(World present, ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        long? revision = parameters.Integer("Revision");
        var changes = ProposedChanges.Read(parameters);
        if (changes is not null && revision is not null)
            parameters.Fault("InvalidParameter.Coexist", $"`{ProposedChanges.Name}` and `Revision` cannot be given together.");
        if (!parameters.TryFinish(out var error))
            return (null, ActionResult.Fail(error));
        return changes is null ? await WorldAtAsync(present, revision, cancellationToken) : await changes.ApplyAsync(present, Services, context, cancellationToken);
    }

    /// <summary>The revision that an answer speaks of; -1 for a world that is only proposed.</summary>
    protected static long RevisionOf(World world, ParameterReader parameters) => parameters.Raw(ProposedChanges.Name) is null ? world.Revision : -1;

    protected static ActionResult TooLarge(Exceeded exceeded) => ActionResult.Fail(
        "LimitExceeded", $"{exceeded.Where} cannot be compiled: it needs {exceeded.Needed} {exceeded.Limit}, at most {exceeded.Allowed} fit.");
}
