using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Reach;

/// <summary>An interface, as far as reaching goes.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Network">Its network; interfaces of two networks do not meet.</param>
/// <param name="Addresses">Its own private addresses, both families.</param>
/// <param name="Ingress">What it accepts from others. Interfaces with the same policy should share the object.</param>
/// <param name="Egress">What it accepts from its instance.</param>
public sealed record ReachPoint(string Id, string Network, ImmutableArray<IpAddress> Addresses, PacketSet Ingress, PacketSet Egress);

/// <summary>Interfaces that nobody can tell apart by reaching: alike in what they accept, and treated alike by everybody.</summary>
/// <param name="Number">Index in <see cref="ReachMatrix.Classes"/>.</param>
/// <param name="Members">Ids of the interfaces, in the order they came.</param>
public sealed record ReachClass(int Number, ImmutableArray<string> Members);

/// <summary>Every interface of one class reaches every other of another class on these services.</summary>
/// <param name="From">Who opens the flow.</param>
/// <param name="To">Whom it reaches.</param>
/// <param name="Services">On what: accepted by the egress of the one and by the ingress of the other. Not empty.</param>
public sealed record ReachEdge(ReachClass From, ReachClass To, ServiceSet Services);
