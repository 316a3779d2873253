using System.Collections.Immutable;
using Ringfence.Control.Templates;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>Adds members to a template of any kind, at the end (doc 215/69912).</summary>
public sealed record AddTemplateMembers(string TemplateId, ImmutableArray<MemberSpec> Members) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context) => TemplateMembers.Edit(
        world, context, TemplateId, Members, (edit, present) => edit.With(present, Members, TemplateMembers.Path));
}

/// <summary>Takes members from a template of any kind; all of them may go, then it matches nothing (doc 215/69913).</summary>
public sealed record DeleteTemplateMembers(string TemplateId, ImmutableArray<MemberSpec> Members) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context) => TemplateMembers.Edit(
        world, context, TemplateId, Members, (edit, present) => edit.Without(present, Members, TemplateMembers.Path));
}

/// <summary>Replaces members of a template of any kind in place, pair by pair in the same order (reference C.2).</summary>
public sealed record ModifyTemplateMembers(string TemplateId, ImmutableArray<MemberSpec> Originals, ImmutableArray<MemberSpec> Members) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context) => TemplateMembers.Edit(
        world, context, TemplateId, Members,
        (edit, present) => edit.Replacing(present, Originals, "OriginalTemplateMember", Members, TemplateMembers.Path));
}

/// <summary>What the edits of members have in common.</summary>
internal static class TemplateMembers
{
    public const string Path = "TemplateMember";

    public static Decision<Nothing> Edit(
        World world, CommandContext context, string templateId, ImmutableArray<MemberSpec> given,
        Func<MemberEdit, ImmutableArray<TemplateMember>, ImmutableArray<TemplateMember>> change)
    {
        var faults = new Faults();
        TemplateText.CheckSome(given, Path, faults);
        if (new Lookup(world, context.Scope, faults).Template(templateId, "TemplateId") is not { } template)
            return faults.Refuse<Nothing>();
        var members = change(new MemberEdit(world, context, template.Kind, faults), template.Members);
        return TemplateChange.Commit(world, context, template, template with { Members = members }, faults);
    }
}
