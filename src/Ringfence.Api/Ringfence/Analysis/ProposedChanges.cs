using System.Collections.Immutable;
using System.Text.Json;
using Ringfence.Api.Access;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Api.Ringfence.Observing;
using Ringfence.Api.Ringfence.Trials;
using Ringfence.Control.Analysis;
using Ringfence.Control.Worlds;
using Ringfence.Control.Writing;

namespace Ringfence.Api.Ringfence.Analysis;

/// <summary>Calls that are decided in their order by the same code as real ones, refused as those would be, and not made.</summary>
internal sealed class ProposedChanges
{
    /// <summary>The parameter that holds them.</summary>
    public const string Name = "Changes";

    private const int Most = 100;

    private ProposedChanges(ImmutableArray<ObservedCall> calls) => Calls = calls;

    /// <summary>The calls.</summary>
    public ImmutableArray<ObservedCall> Calls { get; }

    /// <summary>Calls that were read before.</summary>
    public static ProposedChanges Of(ImmutableArray<ObservedCall> calls) => new(calls);

    /// <summary>Reads them; null when none are given. Every fault is noted.</summary>
    public static ProposedChanges? Read(ParameterReader parameters)
    {
        if (parameters.Objects(Name, ReadCall) is not { } calls)
            return null;
        if (calls.Length is 0 or > Most)
            parameters.Fault("InvalidParameterValue.LimitExceeded", $"`{Name}` holds {calls.Length} calls; 1 to {Most} can be proposed.");
        return new ProposedChanges(calls);
    }

    /// <summary>The world as they would make it; null, and the fault, when one of them would be refused.</summary>
    /// <param name="world">The world they begin with.</param>
    /// <param name="services">What the actions work with.</param>
    /// <param name="context">Whose calls they are.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<(World? World, ActionResult Fault)> ApplyAsync(World world, ActionServices services, RequestContext context, CancellationToken cancellationToken)
    {
        var (decided, fault) = await DecideAsync(world, services, context, cancellationToken);
        return (decided?.World, fault);
    }

    /// <summary>The same with what leads there.</summary>
    public async ValueTask<(TentativeControlPlane? Decided, ActionResult Fault)> DecideAsync(World world, ActionServices services, RequestContext context, CancellationToken cancellationToken)
    {
        var tentative = new TentativeControlPlane(world, new ControlPlaneOptions { Quotas = services.Options.QuotasOf, Clock = services.Options.TimeProvider });
        var actions = ActionCatalog.Create(services with { Control = tentative });
        var called = new IApiAction[Calls.Length];
        for (int i = 0; i < Calls.Length; i++)
        {
            var call = Calls[i];
            var action = actions.FirstOrDefault(one => one.Name == call.Action && one.Version == call.Version);
            if (action is not { Access: ActionAccess.Change })
                return (null, ActionResult.Fail("InvalidParameterValue", $"{Name}.{i}.Action: {ParameterReaderExtensions.Quote(call.Action)} is no action that changes policies."));
            if (action is TryChangeAction or EndChangeAction or CreateObservationAction or EnforceObservationAction or DeleteObservationsAction)
                return (null, ActionResult.Fail("InvalidParameterValue", $"{Name}.{i}.Action: {call.Action} is about when a change is made; it cannot be proposed as one itself."));
            called[i] = action;
        }

        foreach (var (action, calls) in called.CountBy(action => action))
        {
            if (context.Limits.Take(context.Scope, action, calls) is { } tooMany)
                return (null, ActionResult.Fail(tooMany));
        }

        for (int i = 0; i < Calls.Length; i++)
        {
            using var document = JsonDocument.Parse(Calls[i].Parameters);
            var result = await called[i].ExecuteAsync(new ParameterReader(document.RootElement), context, cancellationToken);
            if (result.Error is { } refused)
                return (null, ActionResult.Fail(refused.Code, $"{Name}.{i}: {refused.Message}"));
        }

        return (tentative, default);
    }

    private static ObservedCall ReadCall(ParameterReader reader) => new(reader.RequiredString("Action"), reader.String("Version") ?? Product.Vpc.Version, reader.Raw("Parameters")?.GetRawText() ?? "{}");
}
