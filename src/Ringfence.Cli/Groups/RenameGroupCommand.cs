using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Groups;

internal sealed class RenameGroupCommand : ChangeCommand
{
    private readonly Argument<string> _group;
    private readonly Argument<string?> _name = new("new-name") { Description = "Its new name; left out, the name stays", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _description = new("--description") { Description = "Its new description" };

    public RenameGroupCommand(CommandRunner runner)
        : base(runner, "rename", "Change a group's name or description")
    {
        Arguments.Add(_group = GroupsCommand.Group(runner));
        Arguments.Add(_name);
        Options.Add(_description);
        Validators.Add(result =>
        {
            if (result.GetValue(_name) is null && result.GetValue(_description) is null)
                result.AddError("Nothing to change: give a new name or --description.");
        });
    }

    /// <inheritdoc/>
    protected override async Task<PreparedChange> PrepareAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var group = await SecurityGroups.FindAsync(session, parsed.GetRequiredValue(_group), cancellationToken).ConfigureAwait(false);
        var parameters = new JsonObject { ["SecurityGroupId"] = group.SecurityGroupId };
        if (parsed.GetValue(_name) is { } name)
            parameters["GroupName"] = name;
        if (parsed.GetValue(_description) is { } description)
            parameters["GroupDescription"] = description;
        return PreparedChange.Of(new ApiCall(ApiService.Vpc, "ModifySecurityGroupAttribute", parameters), _ => $"Changed {group.Describe()}.");
    }
}
