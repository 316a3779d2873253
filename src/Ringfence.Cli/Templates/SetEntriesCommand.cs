using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Templates;

internal sealed class SetEntriesCommand : TemplateChangeCommand
{
    private readonly Argument<string[]> _entries = TemplatesCommand.Entries();

    public SetEntriesCommand(CommandRunner runner)
        : base(runner, "set", "Make these a template's entries, in the place of all it has") =>
        Arguments.Add(_entries);

    /// <inheritdoc/>
    protected override async ValueTask<ApiCall> CallAsync(Session session, ParseResult parsed, Template template, CancellationToken cancellationToken)
    {
        var entries = await EntryNames.ResolveAsync(session, template.Kind, parsed.GetRequiredValue(_entries), cancellationToken).ConfigureAwait(false);
        return Modify(template, template.Kind.Entries, new JsonArray([.. entries.Select(entry => (JsonNode)entry)]));
    }
}
