using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Compilation.Addresses;
using Ringfence.Policy.Compilation.Tables;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Compilation;

/// <summary>
/// A whole host policy compiled: what a datapath puts into the kernel, and what answers in C# as the kernel does. Immutable; parts that did not change since the version it
/// was made from are the same objects.
/// </summary>
public sealed class HostTables
{
    internal HostTables(
        HostPolicy source,
        PeerUniverse universe,
        AddressClassifier classifier,
        ImmutableDictionary<ListSequence, CompiledPolicy> policies,
        ImmutableDictionary<string, CompiledInterface> interfaces,
        long ruleBytes)
    {
        Source = source;
        Universe = universe;
        Classifier = classifier;
        BySequence = policies;
        Interfaces = interfaces;
        RuleBytes = ruleBytes;
    }

    /// <summary>What this was compiled from.</summary>
    public HostPolicy Source { get; }

    /// <summary>Far address to class, for all interfaces.</summary>
    public AddressClassifier Classifier { get; }

    /// <summary>By interface id. Interfaces whose lists are the same, in the same order, have the same policy object.</summary>
    public ImmutableDictionary<string, CompiledInterface> Interfaces { get; }

    /// <summary>Every policy once.</summary>
    public IEnumerable<CompiledPolicy> Policies => BySequence.Values;

    /// <summary>What the tables take in a datapath's memory, rounded up; within <see cref="CompilationLimits.MaxTableBytes"/>.</summary>
    public long Bytes => RuleBytes + TableMemory.OfHosts(Classifier.Hosts4.Count, Classifier.Hosts6.Count);

    internal PeerUniverse Universe { get; }

    internal ImmutableDictionary<ListSequence, CompiledPolicy> BySequence { get; }

    /// <summary>The part of <see cref="Bytes"/> that members do not change.</summary>
    internal long RuleBytes { get; }

    /// <summary>What the first packet of a flow gets at an interface. Allocates nothing.</summary>
    /// <param name="interfaceId">An interface of this host.</param>
    /// <param name="direction">Which way the packet goes, seen from the instance.</param>
    /// <param name="far">The source for ingress, the destination for egress.</param>
    /// <param name="protocol">The IP protocol.</param>
    /// <param name="port">The destination port; ignored for protocols without ports.</param>
    /// <exception cref="KeyNotFoundException">The host has no such interface.</exception>
    public CompiledVerdict Evaluate(string interfaceId, Direction direction, IpAddress far, IpProtocol protocol, ushort port) =>
        Interfaces[interfaceId].Policy(direction).Evaluate(Classifier.Lookup(far), protocol, port);

    /// <summary>A host without interfaces, with class ids of its own.</summary>
    internal static HostTables Start() => new(
        HostPolicy.Empty,
        PeerUniverse.Empty,
        AddressClassifier.Start(),
        ImmutableDictionary<ListSequence, CompiledPolicy>.Empty,
        ImmutableDictionary<string, CompiledInterface>.Empty,
        TableMemory.Empty);
}
