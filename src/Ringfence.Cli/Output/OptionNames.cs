namespace Ringfence.Cli.Output;

/// <summary>Refusals of the server name parameters of its API; whoever reads them here has options.</summary>
internal static class OptionNames
{
    private static readonly (string Parameter, string Option)[] Names = [("ForceGuards", "--force-guards"), ("RecordViolated", "--record-violated"), ("DryRun", "--dry-run")];

    /// <summary>A refusal in the words of the command line.</summary>
    public static string In(string fault) => Names.Aggregate(fault, static (text, name) => text.Replace(name.Parameter, name.Option, StringComparison.Ordinal));
}
