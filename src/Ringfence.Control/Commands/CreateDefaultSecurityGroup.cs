using Ringfence.Control.Rules;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>Gets the default group of a project, or makes it (reference A.4).</summary>
public sealed record CreateDefaultSecurityGroup(string? ProjectId) : ICommand<SecurityGroup>
{
    /// <inheritdoc/>
    public Decision<SecurityGroup> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        string project = Commands.ProjectId.Read(ProjectId, "ProjectId", faults);
        var groups = new NewGroups(world, context, new RuleIdSequence(world), new FreshIds(world, context.Ids), faults);
        if (groups.FindDefault(project) is { } present)
            return Decision<SecurityGroup>.Accept(present);
        var made = groups.MakeDefault(project);
        return faults.Any ? faults.Refuse<SecurityGroup>() : Decision<SecurityGroup>.Accept(made, new Change.PutGroup(made));
    }
}
