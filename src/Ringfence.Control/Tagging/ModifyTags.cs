using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Tagging;

/// <summary>
/// The Tag product's ModifyResourceTags (reference C.9): adds tags or overwrites their values, and takes tags away; never both with one key. What is so already stays
/// as it is: clients repeat the tags that they created a group with.
/// </summary>
/// <param name="ResourceId">What has the tags.</param>
/// <param name="Region">Where it is.</param>
/// <param name="Replace">Tags to add or to overwrite.</param>
/// <param name="Delete">Keys to take away; one that is not there is none.</param>
public sealed record ModifyTags(string ResourceId, string Region, ImmutableArray<Tag> Replace, ImmutableArray<string> Delete) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        if (Replace.IsEmpty && Delete.IsEmpty)
            faults.Add(RefusalKind.Missing, "", "ReplaceTags or DeleteTags must hold a tag.");
        TagRules.Check(Replace, "ReplaceTags", faults);
        var replaced = Replace.Select(tag => tag.Key).ToHashSet();
        foreach (string key in Delete.Where(replaced.Contains))
            faults.Add(RefusalKind.Coexist, "DeleteTags", $"{Faults.Show(key)} is in ReplaceTags, too.");
        if (!TaggedResource.TryFind(world, context.Scope with { Region = Region }, ResourceId, out var resource))
            faults.Add(RefusalKind.ResourceNotFound, "Resource", $"{Faults.Show(ResourceId)} does not exist in {Faults.Show(Region)}.");
        if (resource is null || faults.Any)
            return faults.Refuse<Nothing>();

        var values = Replace.ToDictionary(tag => tag.Key, tag => tag.Value);
        var present = resource.Tags.Select(tag => tag.Key).ToHashSet();
        ImmutableArray<Tag> tags =
        [
            .. resource.Tags.Where(tag => !Delete.Contains(tag.Key)).Select(tag => values.TryGetValue(tag.Key, out string? value) ? new Tag(tag.Key, value) : tag),
            .. Replace.Where(tag => !present.Contains(tag.Key)),
        ];
        TagRules.CheckCount(tags, resource.Tags, "ReplaceTags", faults);
        if (faults.Any)
            return faults.Refuse<Nothing>();
        return tags.SequenceEqual(resource.Tags)
            ? Decision<Nothing>.Accept(default)
            : Decision<Nothing>.Accept(default, resource.With(tags, context.Now));
    }
}
