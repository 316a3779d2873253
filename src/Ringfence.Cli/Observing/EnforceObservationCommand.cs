using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Groups;
using Ringfence.Cli.Output;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence.Observing;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Cli.Observing;

/// <summary>Makes what was watched: calls, or a group in observe mode, also one that is not watched any more.</summary>
internal sealed class EnforceObservationCommand : ChangeCommand
{
    private readonly Argument<string> _what;

    public EnforceObservationCommand(CommandRunner runner)
        : base(runner, "enforce", "Make the change that was watched, as one revision, or enforce a group in observe mode")
    {
        Arguments.Add(_what = ObserveCommand.Argument(runner));
        _what.Description = "An observation's or a group's id or unique name";
    }

    /// <inheritdoc/>
    protected override async Task<PreparedChange> PrepareAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        string text = parsed.GetRequiredValue(_what);
        var (observation, group) = (await NamedObservation.ReadAsync(session, cancellationToken).ConfigureAwait(false)).FindOrGroup(text);
        return observation is not null ? OfObservation(observation) : OfGroup(group!);
    }

    private static PreparedChange OfObservation(ObservationRecord observation) => PreparedChange.Of(
        new ApiCall(ApiService.Ringfence, "EnforceObservation", new JsonObject { ["ObservationId"] = observation.ObservationId }),
        answer => $"Enforced {observation.ObservationName} as revision {answer.GetProperty("Revision")}.") with
    {
        Question = $"Make the {Count.Of(observation.Changes.Length, "call")} of {observation.ObservationName} now? {Count.Of(observation.FlowCount, "flow")} that it saw would have been dropped.",
        Touches = nic => observation.SecurityGroupId is not { } group || nic.GroupSet.Contains(group),
        Previewed = [.. observation.Changes.Select(call => (JsonNode)new JsonObject { ["Action"] = call.Action, ["Version"] = call.Version, ["Parameters"] = JsonNode.Parse(call.Parameters) })],
    };

    private static PreparedChange OfGroup(SecurityGroup group) => PreparedChange.Of(
        GroupModes.Call(group.SecurityGroupId, "ENFORCE"),
        answer => $"Enforced {group.Describe()} as revision {answer.GetProperty("Revision")}.") with
    {
        Question = $"Enforce {group.Describe()}? Nobody watches what it would drop.",
        Touches = nic => nic.GroupSet.Contains(group.SecurityGroupId),
    };
}
