using Ringfence.Cli.Running;

namespace Ringfence.Cli.Templates;

/// <summary>Entries as people give them.</summary>
internal static class EntryNames
{
    /// <summary>The entries as the API takes them: a group's as ids, all others as they are.</summary>
    /// <exception cref="CommandFailure">There is no template of a name.</exception>
    public static async Task<IReadOnlyList<string>> ResolveAsync(Session session, TemplateKind kind, string[] entries, CancellationToken cancellationToken)
    {
        if (!kind.IsGroup)
            return entries;
        var names = await Template.NamesAsync(session, cancellationToken).ConfigureAwait(false);
        return [.. entries.Select(entry => names.Find(entry).Id)];
    }
}
