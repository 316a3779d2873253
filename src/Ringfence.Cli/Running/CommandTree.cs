using System.CommandLine;
using System.CommandLine.Help;
using Ringfence.Cli.Analysis;
using Ringfence.Cli.Auditing;
using Ringfence.Cli.Bindings;
using Ringfence.Cli.Completing;
using Ringfence.Cli.Diagnosing;
using Ringfence.Cli.Enforcement;
using Ringfence.Cli.Files;
using Ringfence.Cli.Groups;
using Ringfence.Cli.Guards;
using Ringfence.Cli.History;
using Ringfence.Cli.Instances;
using Ringfence.Cli.Keys;
using Ringfence.Cli.Monitoring;
using Ringfence.Cli.Observing;
using Ringfence.Cli.Profiles;
using Ringfence.Cli.Replaying;
using Ringfence.Cli.Rules;
using Ringfence.Cli.Templates;
using Ringfence.Cli.Trials;

namespace Ringfence.Cli.Running;

/// <summary>Every command, in the order in which help lists them.</summary>
internal static class CommandTree
{
    /// <summary>The program's name.</summary>
    public const string Name = "ringfence";

    /// <summary>Makes the tree.</summary>
    public static RootCommand Create(CliSurroundings surroundings)
    {
        var options = new GlobalOptions();
        var runner = new CommandRunner(options, surroundings);
        var root = new RootCommand("Security groups of this and other Linux hosts: shows and changes them on a Ringfence server.")
        {
            GroupsCommand.Create(runner),
            RulesCommand.Create(runner),
            TemplatesCommand.Create(runner),
            InstancesCommand.Create(runner),
            new BindCommand(runner),
            new UnbindCommand(runner),
            new ReorderCommand(runner),
            GuardsCommand.Create(runner),
            new StatusCommand(runner),
            new FlowsCommand(runner),
            new HitsCommand(runner),
            new DropsCommand(runner),
            ObserveCommand.Create(runner),
            new ExplainCommand(runner),
            new CompareCommand(runner),
            new ReachCommand(runner),
            new ExposeCommand(runner),
            new LintCommand(runner),
            new PolicyCommand(runner),
            new ReplayCommand(runner),
            new ApplyCommand(runner),
            new ExportCommand(runner),
            new ImportCommand(runner),
            new HistoryCommand(runner),
            new RestoreCommand(runner),
            EndChangeCommand.Confirm(runner),
            EndChangeCommand.Revert(runner),
            new AuditCommand(runner),
            KeysCommand.Create(runner),
            new DoctorCommand(runner),
            new MonitorCommand(runner),
            ProfileCommand.Create(runner),
            new CompletionCommand(surroundings),
        };
        options.AddTo(root);

        // What people type on Linux; a completion has no use for the others.
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            foreach (string alias in (string[])["/h", "/?", "-?"])
                help.Aliases.Remove(alias);
        }

        return root;
    }
}
