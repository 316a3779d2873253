using System.CommandLine;
using System.Globalization;
using Ringfence.Cli.Groups;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Observing;

internal sealed class ListObservationsCommand(CommandRunner runner) : SessionCommand(runner, "list", "List observations and how much they would have dropped")
{
    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var observations = await ObserveCommand.Observations.ListAsync(session, cancellationToken).ConfigureAwait(false);
        var groups = await SecurityGroups.NamesAsync(session, cancellationToken).ConfigureAwait(false);
        session.Printer.Result(observations.ToJson(), people => people.Table(
            ["ID", "NAME", "GROUP", "STATE", "FLOWS", "COUNTED SINCE", "CALLS"],
            observations.Items.Select(one => (string[])
            [
                one.ObservationId, one.ObservationName, one.SecurityGroupId is { } group ? groups.Describe(group) : "", (one.Fault ?? one.EnforceFault) is { } fault ? $"{one.State}: {fault}" : one.State, one.FlowCount.ToString(CultureInfo.InvariantCulture), one.CountedSince ?? "",
                string.Join(", ", one.Changes.Select(change => change.Action)),
            ])));
        return ExitCode.Ok;
    }
}
