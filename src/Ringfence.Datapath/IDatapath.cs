using System.Collections.Immutable;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath;

/// <summary>
/// A driver that makes a host policy true in the kernel. What it has applied stays in force when the object is disposed or the process dies.
/// Safe for concurrent callers; changes are applied one after the other.
/// </summary>
public interface IDatapath : IAsyncDisposable
{
    /// <summary>The driver's name: <c>nftables</c> or <c>ebpf</c>.</summary>
    string Name { get; }

    /// <summary>Raised (on any thread, without a lock) when a device came, went or moved to another bridge. A driver needs <see cref="ApplyAsync"/> then.</summary>
    event Action? DevicesChanged;

    /// <summary>
    /// Makes the policy true, atomically: every packet is judged by what was in force before or by this. When it throws, what was in force still is.
    /// The task completes when the kernel enforces.
    /// </summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    Task<ApplyResult> ApplyAsync(HostPolicy policy);

    /// <summary>Whether the kernel still holds what was applied last; false when somebody else removed or changed it, or nothing was applied.</summary>
    Task<bool> CheckAsync();

    /// <summary>
    /// When <see cref="CheckAsync"/> has said no: puts back what was applied last. It changes nothing else: where a newer policy was refused, what that has closed stays closed.
    /// </summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    Task RestoreAsync();

    /// <summary>The names of the devices that exist now.</summary>
    ImmutableHashSet<string> Devices { get; }

    /// <summary>What was dropped since the rules were first installed on this host, by reason.</summary>
    Task<ImmutableSortedDictionary<string, DropCount>> ReadCountersAsync();

    /// <summary>
    /// How often rules of this host have decided; rules that it does not have are missing. Null: this driver does not count by rule, or nothing is enforced. Counts survive the
    /// agent. It takes as long as the rules asked for are many, and changes wait for it.
    /// </summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    Task<CountedRules?> ReadRuleHitsAsync(IReadOnlyCollection<RuleId> rules);

    /// <summary>
    /// The flows that are let through, in no useful order; those that come or go meanwhile may be missed. Memory does not grow with their number. Changes do not wait for the
    /// caller, who may take as long as he likes.
    /// </summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    IAsyncEnumerable<LiveFlow> ReadFlowsAsync(CancellationToken cancellation);

    /// <summary>Removes everything of ours from the kernel: nothing is enforced any more.</summary>
    /// <exception cref="IOException">The kernel refused, or what has our name is somebody else's.</exception>
    Task ReleaseAsync();
}

/// <summary>A drop counter.</summary>
/// <param name="Packets">Packets.</param>
/// <param name="Bytes">Bytes at the IP layer (at the Ethernet layer for bridged reasons and with the eBPF driver).</param>
public readonly record struct DropCount(long Packets, long Bytes);

/// <summary>How a policy got into the kernel.</summary>
public enum ApplyMode
{
    /// <summary>The kernel held it already.</summary>
    Unchanged,

    /// <summary>Only the difference was sent.</summary>
    Incremental,

    /// <summary>Everything was replaced.</summary>
    Full,
}

/// <summary>What an application did.</summary>
/// <param name="Mode">How.</param>
/// <param name="InterfaceErrors">Why an interface could not be enforced as asked, by interface id. Empty when all is well.</param>
public sealed record ApplyResult(ApplyMode Mode, ImmutableDictionary<string, string> InterfaceErrors);
