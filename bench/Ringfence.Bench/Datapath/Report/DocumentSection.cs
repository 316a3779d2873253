namespace Ringfence.Bench.Datapath.Report;

/// <summary>Writes a run into docs/benchmarks.md, between the markers that it has for this.</summary>
internal static class DocumentSection
{
    private const string Begin = "<!-- datapath: from here to the end marker bench/datapath writes -->";
    private const string End = "<!-- datapath: end -->";

    /// <exception cref="InvalidDataException">The document has no markers.</exception>
    public static async Task ReplaceAsync(string document, string content)
    {
        string text = await File.ReadAllTextAsync(document);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal), end = text.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
            throw new InvalidDataException($"{document} does not have the two markers of the datapath section.");
        await File.WriteAllTextAsync(document, $"{text[..(begin + Begin.Length)]}\n\n{content.Trim()}\n\n{text[end..]}");
    }
}
