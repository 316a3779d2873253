namespace Ringfence.Linux.Bpf;

/// <summary>Whether a kernel can do something. Unknown is an answer of its own: not found out is neither yes nor no.</summary>
public enum FeatureState
{
    /// <summary>It was not found out.</summary>
    Unknown = 0,

    /// <summary>It can.</summary>
    Available = 1,

    /// <summary>It cannot.</summary>
    Missing = 2,
}

/// <summary>An answer with what it rests on.</summary>
/// <param name="Name">What was asked.</param>
/// <param name="State">The answer.</param>
/// <param name="Detail">What was seen, for people.</param>
public sealed record KernelFeature(string Name, FeatureState State, string Detail);
