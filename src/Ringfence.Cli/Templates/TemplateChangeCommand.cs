using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Templates;

/// <summary>A command that changes one template by one call.</summary>
internal abstract class TemplateChangeCommand : SessionCommand
{
    private readonly Argument<string> _template;

    protected TemplateChangeCommand(CommandRunner runner, string name, string description)
        : base(runner, name, description) =>
        Arguments.Add(_template = TemplatesCommand.Template(runner));

    /// <inheritdoc/>
    protected sealed override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var names = await Template.NamesAsync(session, cancellationToken).ConfigureAwait(false);
        var template = names.Find(parsed.GetRequiredValue(_template));
        var answer = await ChangeAsync(session, parsed, template, cancellationToken).ConfigureAwait(false);
        session.Printer.Done(answer, $"{Past} {template.Describe()}.");
        return ExitCode.Ok;
    }

    /// <summary>What was done, for people.</summary>
    protected virtual string Past => "Changed";

    /// <summary>Makes the call.</summary>
    protected abstract Task<JsonElement> ChangeAsync(Session session, ParseResult parsed, Template template, CancellationToken cancellationToken);

    /// <summary>Calls Modify…Attribute.</summary>
    protected static Task<JsonElement> ModifyAsync(Session session, Template template, string member, JsonNode value, CancellationToken cancellationToken) =>
        session.CallAsync(
            ApiService.Vpc,
            $"Modify{template.Kind.Noun}Attribute",
            new JsonObject { [template.Kind.IdName] = template.Id, [member] = value },
            cancellationToken);
}
