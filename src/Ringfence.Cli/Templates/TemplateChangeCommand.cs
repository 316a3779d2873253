using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Templates;

/// <summary>A command that changes one template by one call.</summary>
internal abstract class TemplateChangeCommand : ChangeCommand
{
    private readonly Argument<string> _template;

    protected TemplateChangeCommand(CommandRunner runner, string name, string description)
        : base(runner, name, description) =>
        Arguments.Add(_template = TemplatesCommand.Template(runner));

    /// <inheritdoc/>
    protected sealed override async Task<PreparedChange> PrepareAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var names = await Template.NamesAsync(session, cancellationToken).ConfigureAwait(false);
        var template = names.Find(parsed.GetRequiredValue(_template));
        var call = await CallAsync(session, parsed, template, cancellationToken).ConfigureAwait(false);
        return PreparedChange.Of(call, _ => $"{Past} {template.Describe()}.") with { Question = Question(template) };
    }

    /// <summary>What was done, for people.</summary>
    protected virtual string Past => "Changed";

    /// <summary>What is asked before; null: nothing.</summary>
    protected virtual string? Question(Template template) => null;

    /// <summary>The call that changes it.</summary>
    protected abstract ValueTask<ApiCall> CallAsync(Session session, ParseResult parsed, Template template, CancellationToken cancellationToken);

    /// <summary>A call of Modify…Attribute.</summary>
    protected static ApiCall Modify(Template template, string member, JsonNode value) =>
        new(ApiService.Vpc, $"Modify{template.Kind.Noun}Attribute", new JsonObject { [template.Kind.IdName] = template.Id, [member] = value });
}
