using System.Collections.Immutable;
using Ringfence.Control.Templates;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>Makes a parameter template or a group of templates with its members (reference C.2).</summary>
/// <param name="Kind">Which of the four.</param>
/// <param name="Name">Its name; several may have the same.</param>
/// <param name="Members">At least one.</param>
/// <param name="MembersPath">What the request calls the members, for messages.</param>
/// <param name="Tags">Its labels.</param>
public sealed record CreateTemplate(TemplateKind Kind, string Name, ImmutableArray<MemberSpec> Members, string MembersPath, ImmutableArray<Tag> Tags)
    : ICommand<ParameterTemplate>
{
    /// <inheritdoc/>
    public Decision<ParameterTemplate> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        TemplateText.CheckName(Name, faults);
        TagRules.Check(Tags, "Tags", faults);
        TemplateQuota.CheckCount(world, context, Kind, faults);
        TemplateText.CheckSome(Members, MembersPath, faults);
        var template = new ParameterTemplate
        {
            Id = new FreshIds(world, context.Ids).Next(Kind.Prefix()),
            Kind = Kind,
            Scope = context.Scope,
            Name = Name,
            Members = new MemberEdit(world, context, Kind, faults).All(Members, MembersPath, []),
            CreatedAt = context.Now,
            UpdatedAt = context.Now,
            Tags = Tags,
        };
        TemplateQuota.CheckMembers(world, context.Quotas, null, template, faults);
        return faults.Any ? faults.Refuse<ParameterTemplate>() : Decision<ParameterTemplate>.Accept(template, new Change.PutTemplate(template));
    }
}
