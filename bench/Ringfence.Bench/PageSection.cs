namespace Ringfence.Bench;

/// <summary>A part of a page that a command writes, between markers that it leaves there.</summary>
internal static class PageSection
{
    /// <summary>Replaces the part; puts it at the end when it is not there yet.</summary>
    public static async Task WriteAsync(string page, string name, string content, CancellationToken cancellationToken)
    {
        string begin = $"<!-- {name}: written by the command -->", end = $"<!-- /{name} -->";
        string text = await File.ReadAllTextAsync(page, cancellationToken);
        string part = $"{begin}\n{content}\n{end}";
        int from = text.IndexOf(begin, StringComparison.Ordinal), to = text.IndexOf(end, StringComparison.Ordinal);
        text = from >= 0 && to > from ? $"{text[..from]}{part}{text[(to + end.Length)..]}" : $"{text.TrimEnd()}\n\n{part}\n";
        await File.WriteAllTextAsync(page, text, cancellationToken);
    }
}
