using System.CommandLine;
using Ringfence.Cli.Completing;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Templates;

/// <summary><c>ringfence templates</c>.</summary>
internal static class TemplatesCommand
{
    public static Command Create(CommandRunner runner) => new("templates", "Named addresses and services that rules refer to")
    {
        new ListTemplatesCommand(runner),
        new ShowTemplateCommand(runner),
        new CreateTemplateCommand(runner),
        new RenameTemplateCommand(runner),
        new SetEntriesCommand(runner),
        new AddEntriesCommand(runner),
        new RemoveEntriesCommand(runner),
        new DeleteTemplateCommand(runner),
    };

    /// <summary>The argument that names a template.</summary>
    public static Argument<string> Template(CommandRunner runner) => new Argument<string>("template")
    {
        Description = "A template's or template group's id or unique name",
    }.Offering(runner, static async (session, token) => (await Templates.Template.NamesAsync(session, token).ConfigureAwait(false)).All.Select(template => template.Name));

    /// <summary>The argument that holds entries.</summary>
    public static Argument<string[]> Entries() => new("entry")
    {
        Description = "Addresses, CIDR blocks, ranges a-b; or tcp:80, udp:1000-2000, icmp, …; or, for a group, templates by id or name",
        Arity = ArgumentArity.OneOrMore,
    };
}
