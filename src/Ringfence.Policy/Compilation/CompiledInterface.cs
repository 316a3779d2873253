using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Compilation;

/// <summary>The two policies of an interface.</summary>
/// <param name="Ingress">Judges packets towards the instance.</param>
/// <param name="Egress">Judges packets from the instance.</param>
public readonly record struct CompiledInterface(CompiledPolicy Ingress, CompiledPolicy Egress)
{
    /// <summary>The policy of a direction.</summary>
    public CompiledPolicy Policy(Direction direction) => direction == Direction.Ingress ? Ingress : Egress;
}
