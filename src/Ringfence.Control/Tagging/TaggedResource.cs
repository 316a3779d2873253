using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Tagging;

/// <summary>Something that has tags, whatever kind of document it is. Its id says the kind (reference D.1).</summary>
/// <param name="Id">The document's id.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="With">The change that gives it other tags.</param>
public sealed record TaggedResource(string Id, ImmutableArray<Tag> Tags, Func<ImmutableArray<Tag>, DateTimeOffset, Change> With)
{
    /// <summary>True for an id of a kind that can have tags.</summary>
    public static bool IsTaggable(string id) => Identifier.IsWellFormed(id, Identifier.Group) || TemplateKinds.Of(id) is not null;

    /// <summary>Finds it in a scope.</summary>
    public static bool TryFind(World world, Scope scope, string id, [NotNullWhen(true)] out TaggedResource? resource)
    {
        resource = world.TryGetGroup(scope, id, out var group)
            ? new TaggedResource(id, group.Tags, (tags, now) => new Change.PutGroup(group with { Tags = tags, UpdatedAt = now }))
            : world.TryGetTemplate(scope, id, out var template)
                ? new TaggedResource(id, template.Tags, (tags, now) => new Change.PutTemplate(template with { Tags = tags, UpdatedAt = now }))
                : null;
        return resource is not null;
    }
}
