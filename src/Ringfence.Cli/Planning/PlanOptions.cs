using System.CommandLine;
using Ringfence.Cli.Running;
using Ringfence.Cli.Trials;

namespace Ringfence.Cli.Planning;

/// <summary>How far a command with a plan goes.</summary>
/// <param name="DryRun">It ends with the plan.</param>
/// <param name="Preview">It ends with what the plan would open and cut.</param>
/// <param name="Yes">Nothing is asked.</param>
/// <param name="Within">It is undone unless it is confirmed in this time; null: it stays.</param>
internal readonly record struct PlanChoice(bool DryRun, bool Preview, bool Yes, TimeSpan? Within);

/// <summary>The options of commands that show a plan first.</summary>
internal sealed class PlanOptions
{
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Show the plan only; exit code 4 when it has changes" };
    private readonly Option<bool> _preview = TrafficPreview.Option();
    private readonly Option<bool> _yes = Confirmation.Option();
    private readonly Option<TimeSpan?> _within = ConfirmWithin.Option();

    /// <summary>Adds them to a command.</summary>
    public PlanOptions(Command command)
    {
        command.Options.Add(_dryRun);
        command.Options.Add(_preview);
        command.Options.Add(_yes);
        command.Options.Add(_within);
    }

    /// <summary>How far the command is to go.</summary>
    public PlanChoice Choice(ParseResult parsed) => new(parsed.GetValue(_dryRun), parsed.GetValue(_preview), parsed.GetValue(_yes), parsed.GetValue(_within));
}
