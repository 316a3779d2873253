using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Ringfence.Trials;

/// <summary>A trial as the wire has it.</summary>
internal static class PendingChangeShape
{
    public static PendingChange ToWire(Trial trial) => new(trial.Revision, WireClock.IsoMilliseconds(trial.Deadline), (int)trial.Within.TotalSeconds);
}
