using System.Globalization;

namespace Ringfence.Datapath.Monitoring;

/// <summary>
/// The right to read a namespace's samples: the ring buffer has one reader. The kernel takes the lock from a process that dies; the file says then what that one had switched on.
/// </summary>
internal sealed class MonitorLock : IDisposable
{
    private readonly FileStream _file;

    private MonitorLock(FileStream file) => _file = file;

    /// <summary>Takes it; null: another monitor has it.</summary>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static MonitorLock? TryTake(string scope) => RuntimeLock.TryTake($"monitor-{scope}") is { } file ? new MonitorLock(file) : null;

    /// <summary>The switches that a monitor which died has left on; 0: none.</summary>
    public uint Left()
    {
        _file.Position = 0;
        using var reader = new StreamReader(_file, leaveOpen: true);
        return uint.TryParse(reader.ReadToEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out uint left) ? left : 0;
    }

    /// <summary>Notes what this one will have switched on. Before it does.</summary>
    public void Note(uint switches)
    {
        _file.SetLength(0);
        _file.Position = 0;
        if (switches == 0)
            return;
        using var writer = new StreamWriter(_file, leaveOpen: true);
        writer.Write(switches.ToString(CultureInfo.InvariantCulture));
        writer.Flush();
        _file.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
