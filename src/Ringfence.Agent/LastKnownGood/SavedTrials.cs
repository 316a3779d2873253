namespace Ringfence.Agent.LastKnownGood;

/// <summary>What the saved policy says of the changes that wait for their confirmation, against a policy.</summary>
public enum SavedTrials
{
    /// <summary>The same.</summary>
    Right,

    /// <summary>A change that does not wait any more still does there: whoever reads it would undo what was confirmed.</summary>
    TooMany,

    /// <summary>A change that waits is not there: whoever reads it would not know the way back.</summary>
    TooFew,
}
