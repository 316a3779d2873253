namespace Ringfence.Policy.Analysis.Reach;

/// <summary>Which pairs of interfaces are asked about, and how large the answer may be.</summary>
/// <param name="From">Ids of the senders; null for all.</param>
/// <param name="To">Ids of the receivers; null for all.</param>
public sealed record ReachQuestion(IReadOnlySet<string>? From = null, IReadOnlySet<string>? To = null)
{
    /// <summary>All pairs.</summary>
    public static ReachQuestion All { get; } = new();

    /// <summary>Addresses times the different policies that they are looked up in: each takes 4 bytes, and as much again while the answer is made. Default 16,777,216.</summary>
    public long MaxRows { get; init; } = 1 << 24;

    /// <summary>Pairs in the answer. Default 1,048,576.</summary>
    public int MaxPairs { get; init; } = 1 << 20;

    /// <summary>True when no pair is left out.</summary>
    public bool IsAboutAll => From is null && To is null;

    internal bool IsSender(string id) => From is null || From.Contains(id);

    internal bool IsReceiver(string id) => To is null || To.Contains(id);
}

/// <summary>Why there is no answer.</summary>
/// <param name="What">What there is too much of, for people.</param>
/// <param name="Allowed">How much there may be.</param>
public sealed record ReachExcess(string What, long Allowed)
{
    internal static ReachExcess Rows(ReachQuestion question) => new("addresses times different policies", question.MaxRows);

    internal static ReachExcess Pairs(ReachQuestion question) => new("pairs that reach each other", question.MaxPairs);

    internal static ReachExcess Changes(ReachQuestion question) => new("pairs that have changed", question.MaxPairs);
}
