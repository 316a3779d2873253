using Ringfence.Cli.Running;

namespace Ringfence.Cli.Files;

/// <summary>Files that people name on the command line; <c>-</c> is standard input or output.</summary>
internal static class TextFile
{
    /// <summary>Standard input or output.</summary>
    public const string Standard = "-";

    /// <summary>Reads one.</summary>
    /// <exception cref="CommandFailure">It cannot be read.</exception>
    public static async Task<string> ReadAsync(CliSurroundings surroundings, string path, CancellationToken cancellationToken)
    {
        if (path == Standard)
            return await surroundings.Input.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        string full = Path.Combine(surroundings.CurrentFolder, path);
        try
        {
            return await File.ReadAllTextAsync(full, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw CommandFailure.Usage($"{path} cannot be read: {FileTrouble.Why(full, fault)}");
        }
    }

    /// <summary>Writes one, in the place of one that is there.</summary>
    /// <exception cref="CommandFailure">It cannot be written.</exception>
    public static async Task WriteAsync(CliSurroundings surroundings, string path, string content, CancellationToken cancellationToken)
    {
        string full = Path.Combine(surroundings.CurrentFolder, path);
        try
        {
            await File.WriteAllTextAsync(full, content, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw CommandFailure.Usage($"{path} cannot be written: {FileTrouble.Why(full, fault)}");
        }
    }
}
