using System.CommandLine;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Templates;

internal sealed class RenameTemplateCommand : TemplateChangeCommand
{
    private readonly Argument<string> _name = new("new-name") { Description = "Its new name" };

    public RenameTemplateCommand(CommandRunner runner)
        : base(runner, "rename", "Change a template's name") =>
        Arguments.Add(_name);

    /// <inheritdoc/>
    protected override ValueTask<ApiCall> CallAsync(Session session, ParseResult parsed, Template template, CancellationToken cancellationToken) =>
        new(Modify(template, template.Kind.NameName, parsed.GetRequiredValue(_name)));
}
