using System.CommandLine;
using Ringfence.Cli.Completing;
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
        new CloneGroupCommand(runner),
        new RenameGroupCommand(runner),
        new DeleteGroupCommand(runner),
    };

    /// <summary>The argument that names a group.</summary>
    public static Argument<string> Group(CommandRunner runner) =>
        new Argument<string>("group") { Description = "A group's id or unique name" }.Offering(runner, OfferAsync);

    /// <summary>Offers groups to a shell's completion.</summary>
    public static async Task<IEnumerable<string>> OfferAsync(Session session, CancellationToken cancellationToken) =>
        (await SecurityGroups.ListAsync(session, cancellationToken).ConfigureAwait(false)).Items.Select(group => group.SecurityGroupName);
}
