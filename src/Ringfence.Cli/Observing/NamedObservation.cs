using Ringfence.Cli.Groups;
using Ringfence.Cli.Naming;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Ringfence.Observing;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Cli.Observing;

/// <summary>
/// What somebody means who names an observation: it by its id or name, or the group that it is of. An observation keeps the name that its group had when it began; the group may be called otherwise by now.
/// </summary>
internal sealed class NamedObservation
{
    private readonly NamedThings<ObservationRecord> _observations;
    private readonly NamedThings<SecurityGroup> _groups;

    private NamedObservation(NamedThings<ObservationRecord> observations, NamedThings<SecurityGroup> groups) => (_observations, _groups) = (observations, groups);

    /// <summary>Asks the server for both.</summary>
    public static async Task<NamedObservation> ReadAsync(Session session, CancellationToken cancellationToken) => new(
        await ObserveCommand.Observations.NamesAsync(session, cancellationToken).ConfigureAwait(false),
        await SecurityGroups.NamesAsync(session, cancellationToken).ConfigureAwait(false));

    /// <summary>The observation that is meant.</summary>
    /// <exception cref="CommandFailure">There is none, or it could be one or another.</exception>
    public ObservationRecord Find(string text) => Look(text).Observation ?? _observations.Find(text);

    /// <summary>The observation that is meant, or else the group, which nobody watches.</summary>
    /// <exception cref="CommandFailure">There is neither, or it could be one or another.</exception>
    public (ObservationRecord? Observation, SecurityGroup? Group) FindOrGroup(string text)
    {
        var found = Look(text);
        return found is (null, null) ? (_observations.Find(text), null) : found;
    }

    private (ObservationRecord? Observation, SecurityGroup? Group) Look(string text)
    {
        var named = _observations.TryFind(text);
        if (_groups.TryFind(text) is not { } group || named?.SecurityGroupId == group.SecurityGroupId)
            return (named, null);
        var watching = _observations.All.FirstOrDefault(one => one.SecurityGroupId == group.SecurityGroupId);
        if (named is not null)
        {
            string other = watching?.ObservationId ?? group.SecurityGroupId;
            throw CommandFailure.Usage($"'{text}' is the name of the observation {named.ObservationId} and of the group {group.SecurityGroupId}, which it is not of: give {named.ObservationId} or {other}.");
        }

        return watching is null ? (null, group) : (watching, null);
    }
}
