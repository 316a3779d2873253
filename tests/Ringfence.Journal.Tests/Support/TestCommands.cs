using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Journal.Tests.Support;

/// <summary>Puts a group with a name that no other group has; answers with the number of groups then. No change when it is there already with that name.</summary>
public sealed record PutUnique(string Id, string Name, int Rules = 0) : ICommand<int>
{
    public Decision<int> Decide(World world, CommandContext context)
    {
        if (world.Groups.TryGetValue(Id, out var own) && own.Name == Name)
            return Decision<int>.Accept(world.Groups.Count);
        if (world.Groups.Values.Any(group => group.Name == Name))
            return Decision<int>.Refuse(new Refusal(RefusalKind.Duplicate, Name));
        var put = Sample.Group(Id, Name, Rules) with { UpdatedAt = context.Now };
        return Decision<int>.Accept(world.Groups.Count + 1, new Change.PutGroup(put));
    }
}

/// <summary>Runs any function as a command.</summary>
public sealed class Do<TResult>(Func<World, CommandContext, Decision<TResult>> decide) : ICommand<TResult>
{
    public Decision<TResult> Decide(World world, CommandContext context) => decide(world, context);
}
