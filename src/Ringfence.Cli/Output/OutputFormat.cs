namespace Ringfence.Cli.Output;

/// <summary>Who reads the output.</summary>
internal enum OutputFormat
{
    /// <summary>A person.</summary>
    Table,

    /// <summary>A program.</summary>
    Json,
}
