using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Templates;

internal sealed class DeleteTemplateCommand : TemplateChangeCommand
{
    private readonly Option<bool> _yes = Confirmation.Option();

    public DeleteTemplateCommand(CommandRunner runner)
        : base(runner, "delete", "Delete a template that nothing uses") =>
        Options.Add(_yes);

    /// <inheritdoc/>
    protected override string Past => "Deleted";

    /// <inheritdoc/>
    protected override async Task<JsonElement> ChangeAsync(Session session, ParseResult parsed, Template template, CancellationToken cancellationToken)
    {
        await session.Confirmation.RequireAsync(parsed.GetValue(_yes), $"Delete {template.Describe()}?", cancellationToken).ConfigureAwait(false);
        return await session.CallAsync(
            ApiService.Vpc, $"Delete{template.Kind.Noun}", new JsonObject { [template.Kind.IdName] = template.Id }, cancellationToken).ConfigureAwait(false);
    }
}
