using System.Collections.Immutable;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Control.Analysis;
using Ringfence.Control.Commands;
using Ringfence.Control.Writing;

namespace Ringfence.Api.Ringfence.Guards;

/// <summary>What guards say of a change that is only previewed: the writer holds no preview against them, because it changes nothing.</summary>
internal static class GuardPreview
{
    /// <summary>The refusals that the change would meet if it were made now; none when its caller goes past guards.</summary>
    public static async ValueTask<ImmutableArray<Refusal>> RefusalsAsync<T>(ActionServices services, ICommand<T> change, RequestContext context, CancellationToken cancellationToken)
    {
        var tentative = new TentativeControlPlane(services.Control.World, new ControlPlaneOptions { Quotas = services.Options.QuotasOf, Clock = services.Options.TimeProvider });
        var outcome = await tentative.ExecuteAsync(change, context.Scope, context.Origin, cancellationToken);
        return [.. outcome.Refusals.Where(refusal => refusal.Kind == RefusalKind.GuardViolated)];
    }
}
