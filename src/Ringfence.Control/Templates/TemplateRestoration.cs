using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Templates;

/// <summary>Makes the templates of the caller's scope what they were. The groups of the scope go back with them, so that none names a template that goes.</summary>
internal sealed class TemplateRestoration(World past, World world, CommandContext context)
{
    /// <summary>Templates that are not there, or not as they were.</summary>
    public IEnumerable<Change> Puts() => IdsIn(past).Select(id => past.Templates[id])
        .Where(old => !world.Templates.TryGetValue(old.Id, out var now) || !IsSame(old, now))
        .Select(old => new Change.PutTemplate(old with { UpdatedAt = context.Now }));

    /// <summary>Templates that were not there.</summary>
    public IEnumerable<Change> Deletions() =>
        IdsIn(world).Where(id => !past.Templates.ContainsKey(id)).Select(id => new Change.DeleteTemplate(id));

    /// <summary>Whether a user gave them the same: times do not count.</summary>
    public static bool IsSame(ParameterTemplate one, ParameterTemplate other) =>
        one.Name == other.Name && one.Tags.SequenceEqual(other.Tags)
        && one.Members.Select(member => (member.Text, member.Description)).SequenceEqual(other.Members.Select(member => (member.Text, member.Description)));

    private IEnumerable<string> IdsIn(World place) => place.TemplatesByScope.GetValueOrDefault(context.Scope, []).Order(StringComparer.Ordinal);
}
