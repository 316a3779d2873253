using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Output;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Templates;

internal sealed class ListTemplatesCommand(CommandRunner runner) : SessionCommand(runner, "list", "List the templates and template groups")
{
    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var listings = await Template.ListAsync(session, cancellationToken).ConfigureAwait(false);
        var names = Template.Names(listings);
        var json = new JsonObject();
        foreach (var listing in listings)
            json[listing.Set] = listing.ToJson()[listing.Set]!.DeepClone();
        session.Printer.Result(json, people => people.Table(
            ["ID", "NAME", "KIND", "CHANGED", "ENTRIES"],
            names.All.Select(template => (string[])
            [
                template.Id, template.Name, template.Kind.Word, VendorTime.Utc(template.Updated),
                string.Join(", ", template.Kind.IsGroup ? template.Entries.Select(names.Describe) : template.Entries),
            ])));
        return ExitCode.Ok;
    }
}
