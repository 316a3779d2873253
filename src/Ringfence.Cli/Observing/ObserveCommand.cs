using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Completing;
using Ringfence.Cli.Naming;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;
using Ringfence.Contracts.Ringfence.Observing;

namespace Ringfence.Cli.Observing;

/// <summary><c>ringfence observe</c>.</summary>
internal static class ObserveCommand
{
    public static Command Create(CommandRunner runner) => new("observe", "Watch what a change or a group would drop, before it is enforced")
    {
        new StartObservationCommand(runner),
        new ObserveGroupCommand(runner),
        new ListObservationsCommand(runner),
        new ObservedFlowsCommand(runner),
        new StopObservationCommand(runner),
        new EnforceObservationCommand(runner),
    };

    /// <summary>Every observation.</summary>
    public static Task<Listing<ObservationRecord>> ListAsync(Session session, CancellationToken cancellationToken) =>
        session.ListAsync(ApiService.Ringfence, "DescribeObservations", new JsonObject(), "ObservationSet", RingfenceJsonContext.Default.ObservationRecord, cancellationToken);

    /// <summary>The observations by id and name.</summary>
    public static async Task<NamedThings<ObservationRecord>> NamesAsync(Session session, CancellationToken cancellationToken) =>
        new("observation", (await ListAsync(session, cancellationToken).ConfigureAwait(false)).Items, one => one.ObservationId, one => one.ObservationName);

    /// <summary>The argument that names an observation.</summary>
    public static Argument<string> Observation(CommandRunner runner) => new Argument<string>("observation") { Description = "An observation's id or unique name" }
        .Offering(runner, static async (session, token) => (await NamesAsync(session, token).ConfigureAwait(false)).All.Select(one => one.ObservationName));
}
