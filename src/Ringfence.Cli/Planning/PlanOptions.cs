using System.CommandLine;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Planning;

/// <summary>The options of commands that show a plan first.</summary>
internal sealed class PlanOptions
{
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Show the plan only; exit code 4 when it has changes" };
    private readonly Option<bool> _yes = Confirmation.Option();

    /// <summary>Adds them to a command.</summary>
    public PlanOptions(Command command)
    {
        command.Options.Add(_dryRun);
        command.Options.Add(_yes);
    }

    /// <summary>Whether nothing is to be changed.</summary>
    public bool DryRun(ParseResult parsed) => parsed.GetValue(_dryRun);

    /// <summary>Whether nothing is to be asked.</summary>
    public bool Yes(ParseResult parsed) => parsed.GetValue(_yes);
}
