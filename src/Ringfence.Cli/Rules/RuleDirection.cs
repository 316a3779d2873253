namespace Ringfence.Cli.Rules;

/// <summary>Which of a group's two lists.</summary>
internal enum RuleDirection
{
    /// <summary>Towards the instance.</summary>
    In,

    /// <summary>From the instance.</summary>
    Out,
}

/// <summary>Words for directions.</summary>
internal static class RuleDirections
{
    /// <summary>The words that people may use, the usual ones first.</summary>
    public static readonly string[] Words = ["in", "out", "ingress", "egress"];

    /// <summary>Reads one of <see cref="Words"/>.</summary>
    public static RuleDirection Parse(string word) => word is "in" or "ingress" ? RuleDirection.In : RuleDirection.Out;

    /// <summary>The list's name in a SecurityGroupPolicySet.</summary>
    public static string Member(this RuleDirection direction) => direction == RuleDirection.In ? "Ingress" : "Egress";

    /// <summary>The word for people.</summary>
    public static string Word(this RuleDirection direction) => direction == RuleDirection.In ? "in" : "out";

    /// <summary>What stands before a peer.</summary>
    public static string Preposition(this RuleDirection direction) => direction == RuleDirection.In ? "from" : "to";
}
