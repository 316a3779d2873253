using System.CommandLine;
using Ringfence.Cli.Naming;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Cli.Bindings;

/// <summary>Gives the bound groups another order. A group that is missing or not bound is a mistake here, not a change of the binding.</summary>
internal sealed class ReorderCommand(CommandRunner runner)
    : BindingCommand(runner, "reorder", "Put the bound groups into this order, the highest priority first")
{
    /// <inheritdoc/>
    protected override ApiCall Call(ParseResult parsed, BindingTarget target, string[] groupIds, NamedThings<SecurityGroup> names)
    {
        string[] faults =
        [
            .. groupIds.Except(target.GroupIds).Select(id => $"{names.Describe(id)} is not bound to {target.Description}."),
            .. target.GroupIds.Except(groupIds).Select(id => $"{names.Describe(id)} is bound to {target.Description} and has no place in the new order."),
        ];
        return faults.Length == 0 ? target.Set(groupIds) : throw CommandFailure.Usage(faults);
    }
}
