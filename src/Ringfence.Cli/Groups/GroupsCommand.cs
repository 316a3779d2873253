using System.CommandLine;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Groups;

/// <summary><c>ringfence groups</c>.</summary>
internal static class GroupsCommand
{
    public static Command Create(CommandRunner runner) => new("groups", "Security groups")
    {
        new ListGroupsCommand(runner),
        new ShowGroupCommand(runner),
        new CreateGroupCommand(runner),
        new RenameGroupCommand(runner),
        new DeleteGroupCommand(runner),
    };

    /// <summary>The argument that names a group.</summary>
    public static Argument<string> Group() => new("group") { Description = "A group's id or unique name" };
}
