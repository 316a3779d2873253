using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Completing;
using Ringfence.Cli.Groups;
using Ringfence.Cli.Rules;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;

namespace Ringfence.Cli.Files;

internal sealed class ExportCommand : SessionCommand
{
    private readonly CommandRunner _runner;
    private readonly Argument<string[]> _groups = new("group") { Description = "Ids or unique names [default: all groups]", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string> _format = new("--format") { Description = "What it is written in", DefaultValueFactory = static _ => "yaml" };
    private readonly Option<string?> _direction = new("--way") { Description = "For csv: in or out" };
    private readonly Option<bool> _byName = new("--by-name") { Description = "Name groups as peers by their names where these are unique" };
    private readonly Option<bool> _bindings = new("--bindings") { Description = "With all groups: also which groups every interface is bound to, in which order" };
    private readonly Option<string> _file = new("--file", "-f") { Description = "Where to; - for standard output", DefaultValueFactory = static _ => TextFile.Standard };

    public ExportCommand(CommandRunner runner)
        : base(runner, "export", "Write groups and their rules as a document (YAML, JSON), a table (CSV) or Terraform")
    {
        _runner = runner;
        Arguments.Add(_groups.Offering(runner, GroupsCommand.OfferAsync));
        _format.AcceptOnlyFromAmong("yaml", "json", "csv", "terraform");
        _direction.AcceptOnlyFromAmong(RuleDirections.Words);
        foreach (var option in (Option[])[_format, _direction, _byName, _bindings, _file])
            Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var parameters = new JsonObject { ["Format"] = parsed.GetRequiredValue(_format), ["References"] = parsed.GetValue(_byName) ? "name" : "id" };
        if (parsed.GetValue(_bindings))
            parameters["Bindings"] = true;
        if (parsed.GetValue(_direction) is { } direction)
            parameters["Direction"] = RuleDirections.Parse(direction).Member().ToLowerInvariant();
        if (parsed.GetValue(_groups) is { Length: > 0 } groups)
        {
            var names = await SecurityGroups.NamesAsync(session, cancellationToken).ConfigureAwait(false);
            parameters["SecurityGroupIds"] = new JsonArray([.. groups.Select(text => (JsonNode)names.Find(text).SecurityGroupId)]);
        }

        var raw = await session.CallAsync(ApiService.Ringfence, "ExportSecurityGroups", parameters, cancellationToken).ConfigureAwait(false);
        string content = Session.Read(raw, RingfenceJsonContext.Default.ExportSecurityGroupsResponse).Content;
        string file = parsed.GetRequiredValue(_file);
        if (file == TextFile.Standard)
        {
            session.Printer.Result(JsonObject.Create(raw)!, people => people.Document(content));
            return ExitCode.Ok;
        }

        await TextFile.WriteAsync(_runner.Surroundings, file, content, cancellationToken).ConfigureAwait(false);
        session.Printer.Done(raw, $"Written to {file}.");
        return ExitCode.Ok;
    }
}
