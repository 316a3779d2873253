using System.Collections.Immutable;

namespace Ringfence.Files;

/// <summary>Collects the faults of a file. The first <see cref="Listed"/> are kept: a hostile file of a million faults costs no more than that.</summary>
internal sealed class FileFaults
{
    public const int Listed = 1000;

    private const int LongestMessage = 300;

    private readonly ImmutableArray<FileFault>.Builder _faults = ImmutableArray.CreateBuilder<FileFault>();

    /// <summary>How many there were.</summary>
    public int Count { get; private set; }

    public void Add(FilePosition position, string path, string message)
    {
        Count++;
        if (_faults.Count < Listed)
            _faults.Add(new FileFault(position, path, Shown(path.Length == 0 ? message : $"{path}: {message}")));
    }

    public ImmutableArray<FileFault> ToImmutable() => _faults.ToImmutable();

    /// <summary>Messages of libraries quote the text as it is: what could disturb a terminal or a log, or fill it, goes.</summary>
    private static string Shown(string message)
    {
        string text = message.Length <= LongestMessage ? message : message[..(LongestMessage - 1)] + "…";
        return text.Any(char.IsControl) ? string.Create(text.Length, text, static (span, from) =>
        {
            for (int i = 0; i < span.Length; i++)
                span[i] = char.IsControl(from[i]) ? '\uFFFD' : from[i];
        }) : text;
    }
}
