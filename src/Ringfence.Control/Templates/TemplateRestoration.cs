using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Templates;

/// <summary>Makes the templates of the caller's scope what they were. The groups of the scope go back with them, so that none names a template that goes.</summary>
internal sealed class TemplateRestoration(World past, World world, CommandContext context)
{
    /// <summary>Templates that are not there, or not as they were; a fault for each whose id is another's now.</summary>
    public IEnumerable<Change> Puts(Faults faults)
    {
        foreach (string id in IdsIn(past))
        {
            var old = past.Templates[id];
            if (world.TryGetTemplate(context.Scope, id, out var now))
            {
                if (IsSame(old, now))
                    continue;
            }
            else if (world.Templates.ContainsKey(id))
            {
                faults.Add(RefusalKind.TemplateInUse, "", $"{id} cannot come back: a template of another region or account has its id now.");
                continue;
            }

            yield return new Change.PutTemplate(old with { UpdatedAt = context.Now });
        }
    }

    /// <summary>Templates that were not there.</summary>
    public IEnumerable<Change> Deletions() =>
        IdsIn(world).Where(id => !past.TryGetTemplate(context.Scope, id, out _)).Select(id => new Change.DeleteTemplate(id));

    /// <summary>Whether a user gave them the same: times do not count.</summary>
    public static bool IsSame(ParameterTemplate one, ParameterTemplate other) =>
        one.Name == other.Name && one.Tags.SequenceEqual(other.Tags)
        && one.Members.Select(member => (member.Text, member.Description)).SequenceEqual(other.Members.Select(member => (member.Text, member.Description)));

    private IEnumerable<string> IdsIn(World place) => place.TemplatesByScope.GetValueOrDefault(context.Scope, []).Order(StringComparer.Ordinal);
}
