using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Templates;

internal sealed class AddEntriesCommand : TemplateChangeCommand
{
    private readonly Argument<string[]> _entries = TemplatesCommand.Entries();
    private readonly Option<string?> _description = new("--description") { Description = "Of each of the new entries" };

    public AddEntriesCommand(CommandRunner runner)
        : base(runner, "add", "Add entries to a template")
    {
        Arguments.Add(_entries);
        Options.Add(_description);
    }

    /// <inheritdoc/>
    protected override async ValueTask<ApiCall> CallAsync(Session session, ParseResult parsed, Template template, CancellationToken cancellationToken)
    {
        var entries = await EntryNames.ResolveAsync(session, template.Kind, parsed.GetRequiredValue(_entries), cancellationToken).ConfigureAwait(false);
        var members = entries.Select(entry => (JsonNode)new JsonObject { ["Member"] = entry, ["Description"] = parsed.GetValue(_description) ?? "" });
        return new ApiCall(
            ApiService.Vpc,
            "AddTemplateMember",
            new JsonObject { ["TemplateId"] = template.Id, ["TemplateMember"] = new JsonArray([.. members]) });
    }
}
