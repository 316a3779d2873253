using System.CommandLine;
using Ringfence.Cli.Naming;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Cli.Bindings;

internal sealed class BindCommand : BindingCommand
{
    private readonly Option<bool> _only = new("--only") { Description = "Unbind every other group in the same change" };

    public BindCommand(CommandRunner runner)
        : base(runner, "bind", "Bind groups below those that are bound already") =>
        Options.Add(_only);

    /// <inheritdoc/>
    protected override ApiCall Call(ParseResult parsed, BindingTarget target, string[] groupIds, NamedThings<SecurityGroup> names) =>
        parsed.GetValue(_only) ? target.Set(groupIds) : target.Add(groupIds);
}
