using System.CommandLine;
using Ringfence.Cli.Naming;
using Ringfence.Cli.Running;
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

    /// <summary>The observations.</summary>
    public static NamedList<ObservationRecord> Observations { get; } = new(
        "observation", "DescribeObservations", "ObservationSet", RingfenceJsonContext.Default.ObservationRecord, static one => one.ObservationId, static one => one.ObservationName);

    /// <summary>The argument that names an observation.</summary>
    public static Argument<string> Argument(CommandRunner runner) => Observations.Argument(runner, "An observation, or the group that it is of, by id or unique name");
}
