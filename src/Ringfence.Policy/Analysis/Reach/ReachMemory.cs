namespace Ringfence.Policy.Analysis.Reach;

/// <summary>
/// What one matrix leaves behind for the next, which is much the same: the rows that addresses have in packet sets, each looked up once. A set that comes again must be the same object. Not for two
/// threads at once.
/// </summary>
public sealed class ReachMemory
{
    /// <summary>Senders' addresses in what receivers let in.</summary>
    internal AddressRows Senders { get; } = new();

    /// <summary>Receivers' addresses in what senders let out.</summary>
    internal AddressRows Receivers { get; } = new();
}
