using Ringfence.Control.Trials;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>How commands are decided: with all that follows of itself from what they change.</summary>
public static class CommandExecution
{
    /// <summary>The command's decision; when it is accepted, its changes and those that every change of its kind brings with it, in one revision.</summary>
    public static Decision<TResult> DecideWhole<TResult>(this ICommand<TResult> command, World world, CommandContext context)
    {
        var decision = command.DecideAlone(world, context);
        var following = FollowUp.Of(world, decision.Changes, context);
        return following.IsEmpty ? decision : Decision<TResult>.Accept(decision.Value!, [.. decision.Changes, .. following]);
    }

    /// <summary>The same without what follows.</summary>
    internal static Decision<TResult> DecideAlone<TResult>(this ICommand<TResult> command, World world, CommandContext context)
    {
        var decision = command.Decide(world, context);
        return !decision.Changes.IsEmpty && TrialRule.Against(world, command, context) is { } pending ? Decision<TResult>.Refuse(pending) : decision;
    }
}
