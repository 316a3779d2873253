using System.Collections.Immutable;
using Ringfence.Control.Templates;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>
/// Renames a template, or replaces its whole list of members, or both; null leaves as is (reference C.2). What rules that use it mean changes with the same
/// revision; the versions of their groups do not (reference G.5).
/// </summary>
public sealed record ModifyTemplate(TemplateKind Kind, string TemplateId, string IdPath, string? Name, ImmutableArray<MemberSpec>? Members, string MembersPath)
    : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        var template = new Lookup(world, context.Scope, faults).Template(TemplateId, IdPath, Kind);
        if (Name is not null)
            TemplateText.CheckName(Name, faults);
        if (Members is { } given)
            TemplateText.CheckSome(given, MembersPath, faults);
        if (template is null)
            return faults.Refuse<Nothing>();

        var members = Members is { } specs ? new MemberEdit(world, context, Kind, faults).All(specs, MembersPath, template.Members) : template.Members;
        return TemplateChange.Commit(world, context, template, template with { Name = Name ?? template.Name, Members = members }, faults);
    }
}
