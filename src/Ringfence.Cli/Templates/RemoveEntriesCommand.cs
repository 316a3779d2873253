using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Templates;

internal sealed class RemoveEntriesCommand : TemplateChangeCommand
{
    private readonly Argument<string[]> _entries = TemplatesCommand.Entries();

    public RemoveEntriesCommand(CommandRunner runner)
        : base(runner, "remove", "Remove entries from a template") =>
        Arguments.Add(_entries);

    /// <inheritdoc/>
    protected override async ValueTask<ApiCall> CallAsync(Session session, ParseResult parsed, Template template, CancellationToken cancellationToken)
    {
        var entries = await EntryNames.ResolveAsync(session, template.Kind, parsed.GetRequiredValue(_entries), cancellationToken).ConfigureAwait(false);
        return new ApiCall(
            ApiService.Vpc,
            "DeleteTemplateMember",
            new JsonObject
            {
                ["TemplateId"] = template.Id,
                ["TemplateMember"] = new JsonArray([.. entries.Select(entry => (JsonNode)new JsonObject { ["Member"] = entry })]),
            });
    }
}
