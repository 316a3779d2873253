using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Ringfence.Control.Worlds;

/// <content>Changes that wait for their confirmation.</content>
public sealed partial class World
{
    /// <summary>All of them by id: one an account at most, none at most times.</summary>
    public ImmutableDictionary<string, Trial> Trials { get; private init; } = ImmutableDictionary<string, Trial>.Empty;

    /// <summary>The change of an account that waits for its confirmation, whatever its region.</summary>
    public bool TryGetTrial(string account, [NotNullWhen(true)] out Trial? trial)
    {
        trial = null;
        foreach (var one in Trials.Values)
        {
            if (one.Scope.Account == account)
                trial = one;
        }

        return trial is not null;
    }
}
