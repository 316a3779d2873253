using System.CommandLine;
using Ringfence.Cli.Naming;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Cli.Bindings;

internal sealed class UnbindCommand(CommandRunner runner) : BindingCommand(runner, "unbind", "Unbind groups")
{
    /// <inheritdoc/>
    protected override ApiCall Call(ParseResult parsed, BindingTarget target, string[] groupIds, NamedThings<SecurityGroup> names)
    {
        string[] faults = [.. groupIds.Except(target.GroupIds).Select(id => $"{names.Describe(id)} is not bound to {target.Description}.")];
        return faults.Length == 0 ? target.Remove(groupIds) : throw CommandFailure.Usage(faults);
    }
}
