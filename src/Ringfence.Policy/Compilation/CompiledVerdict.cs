using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Compilation;

/// <summary>
/// A cell of a policy's matrix: the deciding rule's index and what it says, in 32 bits as the kernel has it: <c>index &lt;&lt; 1 | accept</c>. 0 is
/// "no rule matched", which drops.
/// </summary>
/// <param name="Entry">The 32 bits.</param>
public readonly record struct CompiledVerdict(uint Entry)
{
    /// <summary>True when the packet passes.</summary>
    public bool IsAccepted => (Entry & 1) != 0;

    /// <summary>The action.</summary>
    public RuleAction Action => (RuleAction)(Entry & 1);

    /// <summary>Index into <see cref="CompiledPolicy.RuleIds"/>; 0 when no rule matched.</summary>
    public int RuleIndex => (int)(Entry >> 1);

    internal static uint EntryOf(int ruleIndex, RuleAction action) => ((uint)ruleIndex << 1) | (uint)action;
}
