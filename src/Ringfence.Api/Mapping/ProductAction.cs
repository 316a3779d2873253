using Ringfence.Api.Access;
using Ringfence.Api.Actions;
using Ringfence.Api.Credentials;
using Ringfence.Api.Vpc.Tasks;
using Ringfence.Control;
using Ringfence.Control.Audit;
using Ringfence.Control.Commands;
using Ringfence.Control.Distribution;
using Ringfence.Control.History;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Mapping;

/// <summary>What every action works with.</summary>
internal sealed record ActionServices(IControlPlane Control, EnforcementBoard Board, IRevisionHistory History, AccessKeys Keys, IAuditLog Audit, ActionOptions Options)
{
    /// <summary>Times as text.</summary>
    public WireClock Clock { get; } = new(Options.VpcTimeOffset);

    /// <summary>Requests that are done, for those who ask by their ids.</summary>
    public TaskLog Tasks { get; } = new(Options.TimeProvider);
}

/// <summary>An action of a product: its name, and the way from a command to an answer.</summary>
internal abstract class ProductAction(Product product, string name, ActionServices services) : IApiAction
{
    /// <inheritdoc/>
    public string Service => Product.Service;

    /// <inheritdoc/>
    public string Version => Product.Version;

    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public virtual ActionAccess Access => AccessRules.OfName(Name);

    /// <inheritdoc/>
    public virtual bool LooksOnDryRun => false;

    protected Product Product { get; } = product;

    protected ActionServices Services { get; } = services;

    /// <summary>True for an action whose RequestId is the id of a task at the vendor.</summary>
    protected virtual bool IsTask => false;

    /// <summary>The world at the last committed revision. Take it once per request.</summary>
    protected World World => Services.Control.World;

    /// <inheritdoc/>
    public abstract ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken);

    /// <summary>Commits a command and shapes its answer.</summary>
    protected ValueTask<ActionResult> CommitAsync<T>(
        ICommand<T> command, RequestContext context, Func<Outcome<T>, object> shape, CancellationToken cancellationToken) =>
        CommitAsync(command, context, Product.CodeOf, shape, cancellationToken);

    /// <summary>Commits a command and shapes its answer, with refusal codes of the action's own.</summary>
    protected async ValueTask<ActionResult> CommitAsync<T>(
        ICommand<T> command, RequestContext context, Func<RefusalKind, string> codeOf, Func<Outcome<T>, object> shape, CancellationToken cancellationToken)
    {
        var outcome = await Services.Control.ExecuteAsync(command, context.Scope, context.Origin, cancellationToken);
        if (IsTask && outcome.Status == OutcomeStatus.Committed)
            Services.Tasks.Remember(context.Scope, context.RequestId, TaskFinding.Nothing);
        return outcome.ToResult(codeOf, shape);
    }

    /// <summary>An error that names every id that does not exist.</summary>
    protected ActionResult NotFound(IdKind kind, IEnumerable<string> ids) =>
        ActionResult.Fail(Product.NotFound(kind), $"Not found: {string.Join(", ", ids)}.");
}
