using System.Collections.Immutable;
using Ringfence.Control.Templates;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>
/// Finds or makes the templates that a file means, one after the other: those that others hold first. A template is found by its id, else by its name among those of its kind;
/// what is not found is made, with the id of the file when nobody has it.
/// </summary>
internal sealed class ImportTemplates(World before, CommandContext context, Faults faults)
{
    private readonly World _before = before;
    private readonly FreshIds _ids = new(before, context.Ids);
    private readonly HashSet<string> _taken = [];
    private readonly ImmutableArray<Change>.Builder _changes = ImmutableArray.CreateBuilder<Change>();

    /// <summary>The world with the templates of the file.</summary>
    public World World { get; private set; } = before;

    /// <summary>What the file says of templates that the world does not have yet.</summary>
    public ImmutableArray<Change> Changes => _changes.ToImmutable();

    /// <summary>What the rest of the file means by ids and names of templates.</summary>
    public TemplateNames Names { get; } = new(context.Scope);

    public void Read(ImmutableArray<TemplateImport> imports)
    {
        foreach (var import in imports.OrderBy(import => import.Kind.MemberKind() is null ? 0 : 1))
            Read(import);
    }

    private void Read(TemplateImport import)
    {
        var part = new Faults();
        if (import.Name is not null)
            TemplateText.CheckName(import.Name, part);
        TagRules.Check(import.Tags ?? [], "Tags", part);
        faults.AddUnder(import.Path, part);

        var present = Find(import);
        if (present is not null && !_taken.Add(present.Id))
            faults.Add(RefusalKind.Duplicate, import.Path, $"two templates of the file mean {present.Id}.");
        var after = (present ?? Make(import)) with { UpdatedAt = context.Now };
        after = after with
        {
            Name = import.Name ?? after.Name,
            Tags = import.Tags ?? after.Tags,
            Members = import.Members is { } members ? Members(import, members, after.Members) : after.Members,
        };
        if (import.Id is { } id)
            Names.Add(id, after.Id, $"{import.Path}.Id", faults);
        Names.AddName(after);

        var quota = new Faults();
        TemplateQuota.CheckMembers(World, context.Quotas, present, after, quota);
        faults.AddUnder(import.Path, quota);
        if (present is not null && TemplateRestoration.IsSame(present, after))
            return;
        _changes.Add(new Change.PutTemplate(after));
        World = World.Tentative([_changes[^1]]);
    }

    private ImmutableArray<TemplateMember> Members(TemplateImport import, ImmutableArray<MemberSpec> specs, ImmutableArray<TemplateMember> present)
    {
        string path = $"{import.Path}.Members";
        if (import.Kind.MemberKind() is { } held)
            specs = [.. specs.Select((spec, i) => spec with { Text = Names.Resolve(World, spec.Text, held, $"{path}.{i}", faults) ?? spec.Text })];
        return new MemberEdit(World, context, import.Kind, faults).All([.. specs.Select(spec => spec with { Description = spec.Description ?? "" })], path, present);
    }

    private ParameterTemplate? Find(TemplateImport import)
    {
        if (import.Id is { } id && World.TryGetTemplate(context.Scope, id, out var found) && found.Kind == import.Kind)
            return found;
        // What the file itself has made is not what it means: two of one name are two.
        ParameterTemplate[] named = import.Name is null ? [] : [.. TemplateNames.Called(_before, context.Scope, import.Kind, import.Name)];
        if (named.Length > 1)
            faults.Add(RefusalKind.InvalidValue, $"{import.Path}.Name", $"{named.Length} {import.Kind.Noun()}s are called {Faults.Show(import.Name!)}; give the Id of the one that is meant.");
        return named.FirstOrDefault();
    }

    private ParameterTemplate Make(TemplateImport import)
    {
        var part = new Faults();
        TemplateQuota.CheckCount(World, context, import.Kind, part);
        faults.AddUnder(import.Path, part);
        if (import.Name is null)
            faults.Add(RefusalKind.Missing, $"{import.Path}.Name", "a new template needs a name.");
        bool isId = import.Id is null || Identifier.IsWellFormed(import.Id, import.Kind.Prefix());
        if (!isId)
            faults.Add(RefusalKind.Malformed, $"{import.Path}.Id", $"{Faults.Show(import.Id!)} does not have the form of the id of such a template.");
        bool keepsId = import.Id is { } given && isId && _ids.TryTake(given);
        return new ParameterTemplate
        {
            Id = keepsId ? import.Id! : _ids.Next(import.Kind.Prefix()),
            Kind = import.Kind,
            Scope = context.Scope,
            Name = import.Name ?? "",
            Members = [],
            CreatedAt = context.Now,
            UpdatedAt = context.Now,
            Tags = [],
        };
    }
}
