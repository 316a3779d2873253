using System.Globalization;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.History;

/// <summary>A trial's beginning and end, in lines that people read.</summary>
internal static class TrialDescription
{
    public const string Type = "Trial";

    public static ResourceChange Of(Trial trial, ResourceOperation operation) => new(
        Type, trial.Id, "", operation,
        [
            string.Create(CultureInfo.InvariantCulture, $"Revision: {trial.Revision}"),
            string.Create(CultureInfo.InvariantCulture, $"Deadline: {trial.Deadline.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}"),
        ]);
}
