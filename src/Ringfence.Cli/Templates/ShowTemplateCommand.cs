using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ringfence.Cli.Output;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Templates;

internal sealed class ShowTemplateCommand : SessionCommand
{
    private readonly Argument<string> _template;

    public ShowTemplateCommand(CommandRunner runner)
        : base(runner, "show", "Show a template's entries") =>
        Arguments.Add(_template = TemplatesCommand.Template(runner));

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var listings = await Template.ListAsync(session, cancellationToken).ConfigureAwait(false);
        var names = Template.Names(listings);
        var template = names.Find(parsed.GetRequiredValue(_template));
        var raw = listings.SelectMany(listing => listing.Elements).First(element => IdOf(element, template.Kind) == template.Id);
        session.Printer.Result(new JsonObject { [template.Kind.Noun] = JsonObject.Create(raw) }, people =>
        {
            people.Line($"{template.Kind.Word} {template.Describe()}, changed {VendorTime.Utc(template.Updated)}");
            foreach (string entry in template.Entries)
                people.Line($"  {(template.Kind.IsGroup ? names.Describe(entry) : entry)}");
        });
        return ExitCode.Ok;
    }

    private static string? IdOf(JsonElement element, TemplateKind kind) => element.TryGetProperty(kind.IdName, out var id) ? id.GetString() : null;
}
