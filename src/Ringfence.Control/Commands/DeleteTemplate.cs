using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>Deletes a template that no rule names and no template group holds (reference H-10).</summary>
public sealed record DeleteTemplate(TemplateKind Kind, string TemplateId, string IdPath) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        if (new Lookup(world, context.Scope, faults).Template(TemplateId, IdPath, Kind) is not { } template)
            return faults.Refuse<Nothing>();
        if (world.GroupsByTemplate.TryGetValue(template.Id, out var groups))
            faults.Add(RefusalKind.TemplateInUse, IdPath, $"{template.Id} is named in rules of {string.Join(", ", groups.Order(StringComparer.Ordinal))}.");
        if (world.TemplateGroupsByTemplate.TryGetValue(template.Id, out var holders))
            faults.Add(RefusalKind.TemplateInUse, IdPath, $"{template.Id} is in {string.Join(", ", holders.Order(StringComparer.Ordinal))}.");
        return faults.Any ? faults.Refuse<Nothing>() : Decision<Nothing>.Accept(default, new Change.DeleteTemplate(template.Id));
    }
}
