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
    public static bool IsTaggable(string id) =>
        Identifier.IsWellFormed(id, Identifier.Group) || Identifier.IsWellFormed(id, Identifier.SnapshotPolicy) || TemplateKinds.Of(id) is not null;

    /// <summary>Finds it in a scope.</summary>
    public static bool TryFind(World world, Scope scope, string id, [NotNullWhen(true)] out TaggedResource? resource)
    {
        resource = null;
        if (world.TryGetGroup(scope, id, out var group))
            resource = new TaggedResource(id, group.Tags, (tags, now) => new Change.PutGroup(group with { Tags = tags, UpdatedAt = now }));
        else if (world.TryGetSnapshotPolicy(scope, id, out var policy))
            resource = new TaggedResource(id, policy.Tags, (tags, _) => new Change.PutSnapshotPolicy(policy with { Tags = tags }));
        else if (world.TryGetTemplate(scope, id, out var template))
            resource = new TaggedResource(id, template.Tags, (tags, now) => new Change.PutTemplate(template with { Tags = tags, UpdatedAt = now }));
        return resource is not null;
    }
}
