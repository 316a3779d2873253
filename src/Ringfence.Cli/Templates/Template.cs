using System.Collections.Immutable;
using System.Text.Json;
using Ringfence.Cli.Naming;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Templates;

/// <summary>A parameter template or a group of them, of any kind.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Entries">As entered, or ids of templates.</param>
/// <param name="Updated">When it was changed.</param>
internal sealed record Template(TemplateKind Kind, string Id, string Name, ImmutableArray<string> Entries, string Updated)
{
    /// <summary>The templates of each kind.</summary>
    public static async Task<IReadOnlyList<Listing<Template>>> ListAsync(Session session, CancellationToken cancellationToken)
    {
        var listings = new List<Listing<Template>>();
        foreach (var kind in TemplateKind.All)
        {
            listings.Add(await session.ListAsync(
                ApiService.Vpc, $"Describe{kind.Noun}s", [], $"{kind.Noun}Set", element => Read(kind, element), cancellationToken).ConfigureAwait(false));
        }

        return listings;
    }

    /// <summary>All templates, to be found by id or name.</summary>
    public static async Task<NamedThings<Template>> NamesAsync(Session session, CancellationToken cancellationToken) =>
        Names(await ListAsync(session, cancellationToken).ConfigureAwait(false));

    /// <summary>Templates to be found by id or name.</summary>
    public static NamedThings<Template> Names(IEnumerable<Listing<Template>> listings) =>
        new("template", [.. listings.SelectMany(listing => listing.Items)], template => template.Id, template => template.Name);

    /// <summary><c>offices (ipm-12345678)</c>.</summary>
    public string Describe() => $"{Name} ({Id})";

    private static Template Read(TemplateKind kind, JsonElement element) => new(
        kind,
        element.GetProperty(kind.IdName).GetString()!,
        element.GetProperty(kind.NameName).GetString()!,
        [.. element.GetProperty(kind.EntrySet).EnumerateArray().Select(entry => entry.GetString()!)],
        element.GetProperty("UpdatedTime").GetString()!);
}
