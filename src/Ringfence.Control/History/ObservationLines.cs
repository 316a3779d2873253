using Ringfence.Control.Worlds;

namespace Ringfence.Control.History;

/// <summary>Tells what a change made of an observation.</summary>
internal static class ObservationLines
{
    public const string Type = "Observation";

    public static ResourceChange Describe(PolicyObservation observation, ResourceOperation operation) =>
        new(Type, observation.Id, observation.Name, operation, [.. observation.SecurityGroupId is { } group ? [$"SecurityGroup: {group}"] : (string[])[], .. observation.Calls.Select(call => $"Call: {call.Action}")]);
}
