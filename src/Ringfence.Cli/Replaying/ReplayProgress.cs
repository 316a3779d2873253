using System.Globalization;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Replaying;

/// <summary>Tells a person how far a replay has come, once a second. Says nothing where nobody looks.</summary>
internal sealed class ReplayProgress(CliSurroundings surroundings, long? length)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private long _last = surroundings.Clock.GetTimestamp();
    private bool _hasTold;

    /// <summary>Tells it when it is time.</summary>
    public void Tell(long bytes, long packets)
    {
        if (!surroundings.ErrorsAreTerminal || surroundings.Clock.GetElapsedTime(_last) < Pause)
            return;
        _last = surroundings.Clock.GetTimestamp();
        _hasTold = true;
        string part = length is > 0 ? string.Create(CultureInfo.InvariantCulture, $" of {Mebibytes(length.Value)} MiB ({100.0 * bytes / length.Value:0} %)") : " MiB";
        surroundings.Errors.Write(string.Create(CultureInfo.InvariantCulture, $"\r{Mebibytes(bytes)}{part}, {packets} packets "));
        surroundings.Errors.Flush();
    }

    /// <summary>Ends the line.</summary>
    public void End()
    {
        if (_hasTold)
            surroundings.Errors.WriteLine();
    }

    private static string Mebibytes(long bytes) => (bytes >> 20).ToString(CultureInfo.InvariantCulture);
}
