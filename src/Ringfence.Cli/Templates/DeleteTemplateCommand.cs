using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Templates;

internal sealed class DeleteTemplateCommand(CommandRunner runner) : TemplateChangeCommand(runner, "delete", "Delete a template that nothing uses")
{
    /// <inheritdoc/>
    protected override string Past => "Deleted";

    /// <inheritdoc/>
    protected override string? Question(Template template) => $"Delete {template.Describe()}?";

    /// <inheritdoc/>
    protected override ValueTask<ApiCall> CallAsync(Session session, ParseResult parsed, Template template, CancellationToken cancellationToken) =>
        new(new ApiCall(ApiService.Vpc, $"Delete{template.Kind.Noun}", new JsonObject { [template.Kind.IdName] = template.Id }));
}
