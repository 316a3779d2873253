using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Templates;

internal sealed class CreateTemplateCommand : ChangeCommand
{
    private readonly Argument<string> _kind = new("kind") { Description = "What it holds" };
    private readonly Argument<string> _name = new("name") { Description = "Its name" };
    private readonly Argument<string[]> _entries = TemplatesCommand.Entries();

    public CreateTemplateCommand(CommandRunner runner)
        : base(runner, "create", "Create a template or a group of templates")
    {
        Arguments.Add(_kind.AcceptOnlyFromAmong([.. TemplateKind.All.Select(kind => kind.Word)]));
        Arguments.Add(_name);
        Arguments.Add(_entries);
    }

    /// <inheritdoc/>
    protected override async Task<PreparedChange> PrepareAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var kind = TemplateKind.Of(parsed.GetRequiredValue(_kind));
        string name = parsed.GetRequiredValue(_name);
        var entries = await EntryNames.ResolveAsync(session, kind, parsed.GetRequiredValue(_entries), cancellationToken).ConfigureAwait(false);
        var call = new ApiCall(
            ApiService.Vpc,
            $"Create{kind.Noun}",
            new JsonObject { [kind.NameName] = name, [kind.Entries] = new JsonArray([.. entries.Select(entry => (JsonNode)entry)]) });
        return PreparedChange.Of(call, answer => $"Created {name} ({answer.GetProperty(kind.Noun).GetProperty(kind.IdName)}).");
    }
}
