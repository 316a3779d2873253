using System.CommandLine;
using Ringfence.Cli.Completing;
using Ringfence.Cli.Groups;
using Ringfence.Cli.Instances;
using Ringfence.Cli.Naming;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Cli.Bindings;

/// <summary>What <c>bind</c>, <c>unbind</c> and <c>reorder</c> have in common: a target and groups.</summary>
internal abstract class BindingCommand : ChangeCommand
{
    private readonly Argument<string> _target = new("target") { Description = "An instance's id or unique name, or an interface's id" };
    private readonly Argument<string[]> _groups = new("group") { Description = "Ids or unique names of groups", Arity = ArgumentArity.OneOrMore };

    protected BindingCommand(CommandRunner runner, string name, string description)
        : base(runner, name, description)
    {
        Arguments.Add(_target.Offering(runner, Inventory.OfferAsync));
        Arguments.Add(_groups.Offering(runner, GroupsCommand.OfferAsync));
    }

    /// <inheritdoc/>
    protected sealed override async Task<PreparedChange> PrepareAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var names = await SecurityGroups.NamesAsync(session, cancellationToken).ConfigureAwait(false);
        string[] groups = [.. parsed.GetRequiredValue(_groups).Select(text => names.Find(text).SecurityGroupId).Distinct()];
        var target = await BindingTargets.FindAsync(session, parsed.GetRequiredValue(_target), cancellationToken).ConfigureAwait(false);
        var call = Call(parsed, target, groups, names);
        return new PreparedChange(call)
        {
            Touches = target.Is,
            Past = async (_, token) =>
            {
                var now = await BindingTargets.FindAsync(session, target.Id, token).ConfigureAwait(false);
                string bound = now.GroupIds.IsEmpty ? "no groups" : string.Join(", ", now.GroupIds.Select(names.Describe));
                return [$"{target.Description} is bound to {bound}."];
            },
        };
    }

    /// <summary>What to ask the server for.</summary>
    protected abstract ApiCall Call(ParseResult parsed, BindingTarget target, string[] groupIds, NamedThings<SecurityGroup> names);
}
