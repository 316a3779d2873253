using System.CommandLine;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Rules;

/// <summary><c>ringfence rules</c>.</summary>
internal static class RulesCommand
{
    public static Command Create(CommandRunner runner) => new("rules", "A group's rules, which are read from the top: the first that matches decides")
    {
        new ListRulesCommand(runner),
        new AddRuleCommand(runner),
        new ReplaceRuleCommand(runner),
        new MoveRuleCommand(runner),
        new DeleteRulesCommand(runner),
    };

    /// <summary>The argument that names a list.</summary>
    public static Argument<string> Direction() =>
        new Argument<string>("way") { Description = "in: towards the instance; out: from it" }.AcceptOnlyFromAmong(RuleDirections.Words);

    /// <summary>The argument that is a rule.</summary>
    public static Argument<string[]> Phrase() => new("rule") { Description = RulePhrase.Form, Arity = ArgumentArity.OneOrMore };

    /// <summary>The argument that is a position.</summary>
    public static Argument<int> Position() => Checked(new("at") { Description = "The rule's position; the topmost is 0" });

    /// <summary>A position cannot be negative.</summary>
    public static Argument<int> Checked(Argument<int> position)
    {
        position.Bound(0, int.MaxValue, "A position is 0 or more.");
        return position;
    }
}
