using System.Collections.Immutable;
using System.Globalization;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Templates;

/// <summary>Makes member lists of templates from what callers give. What means the same as a member that is there keeps its time, unless its words change.</summary>
internal sealed class MemberEdit(World world, CommandContext context, TemplateKind kind, Faults faults)
{
    /// <summary>The longest description of a member, in Unicode characters, as of a rule (reference H-6).</summary>
    private const int MaximumDescription = 100;

    /// <summary>The members of a whole list, in its order. A member that is given twice is a fault.</summary>
    public ImmutableArray<TemplateMember> All(ImmutableArray<MemberSpec> specs, string path, ImmutableArray<TemplateMember> present)
    {
        var known = present.ToDictionary(member => member.Content);
        return Make(specs, path, [], (_, content) => known.GetValueOrDefault(content));
    }

    /// <summary>The members with further ones at the end.</summary>
    public ImmutableArray<TemplateMember> With(ImmutableArray<TemplateMember> present, ImmutableArray<MemberSpec> specs, string path) =>
        [.. present, .. Make(specs, path, present, (_, _) => null)];

    /// <summary>The members without some; one that is not there is a fault.</summary>
    public ImmutableArray<TemplateMember> Without(ImmutableArray<TemplateMember> present, ImmutableArray<MemberSpec> specs, string path)
    {
        var gone = Locate(present, specs, path);
        return [.. present.Where((_, i) => !gone.Contains(i))];
    }

    /// <summary>The members with some replaced in place, pair by pair.</summary>
    public ImmutableArray<TemplateMember> Replacing(
        ImmutableArray<TemplateMember> present, ImmutableArray<MemberSpec> originals, string originalPath, ImmutableArray<MemberSpec> specs, string path)
    {
        if (originals.Length != specs.Length)
        {
            faults.Add(RefusalKind.InvalidValue, path, $"it must hold one member for each original one: {originals.Length}, not {specs.Length}.");
            return present;
        }

        var places = Locate(present, originals, originalPath);
        if (places.Contains(-1))
            return present;
        var kept = present.Where((_, i) => !places.Contains(i)).ToImmutableArray();
        var made = Make(specs, path, kept, (i, _) => present[places[i]]);
        if (made.Length != places.Count)
            return present;
        var result = present.ToBuilder();
        for (int i = 0; i < places.Count; i++)
            result[places[i]] = made[i];
        return result.ToImmutable();
    }

    private ImmutableArray<TemplateMember> Make(
        ImmutableArray<MemberSpec> specs, string path, ImmutableArray<TemplateMember> taken, Func<int, TemplateContent, TemplateMember?> before)
    {
        var seen = taken.Select(member => member.Content).ToHashSet();
        var members = ImmutableArray.CreateBuilder<TemplateMember>(specs.Length);
        for (int i = 0; i < specs.Length; i++)
        {
            string at = At(path, i);
            TextRules.Check(specs[i].Description ?? "", MaximumDescription, $"{at}.Description", faults);
            if (Read(specs[i].Text, at) is not { } read)
                continue;
            if (!seen.Add(read.Content))
                faults.Add(RefusalKind.Duplicate, at, $"{Faults.Show(read.Text)} is there already.");
            var old = before(i, read.Content);
            string description = specs[i].Description ?? old?.Description ?? "";
            bool same = old is not null && old.Text == read.Text && old.Description == description;
            members.Add(same ? old! : new TemplateMember { Content = read.Content, Text = read.Text, Description = description, UpdatedAt = context.Now });
        }

        return members.DrainToImmutable();
    }

    /// <summary>A member, which of a group must exist.</summary>
    private ParsedMember? Read(string text, string path)
    {
        if (MemberParser.Parse(text, kind, path, faults) is not { } read)
            return null;
        if (read.Content is TemplateContent.Template member && !world.TryGetTemplate(context.Scope, member.Id, out _))
        {
            faults.Add(RefusalKind.TemplateNotFound, path, $"the {kind.MemberKind()!.Value.Noun()} {Faults.Show(member.Id)} does not exist.");
            return null;
        }

        return read;
    }

    /// <summary>Where each of the members stands, compared by what they mean; -1 with a fault when one does not.</summary>
    private List<int> Locate(ImmutableArray<TemplateMember> present, ImmutableArray<MemberSpec> specs, string path)
    {
        var places = new List<int>(specs.Length);
        for (int i = 0; i < specs.Length; i++)
        {
            string at = At(path, i);
            int place = -1;
            if (MemberParser.Parse(specs[i].Text, kind, at, faults) is { } read)
            {
                place = IndexOf(present, read.Content);
                if (place < 0)
                    faults.Add(RefusalKind.TemplateMemberNotFound, at, $"the template has no member {Faults.Show(read.Text)}.");
                else if (places.Contains(place))
                    faults.Add(RefusalKind.Duplicate, at, $"{Faults.Show(read.Text)} is named twice.");
            }

            places.Add(place);
        }

        return places;
    }

    private static int IndexOf(ImmutableArray<TemplateMember> members, TemplateContent content)
    {
        for (int i = 0; i < members.Length; i++)
        {
            if (members[i].Content == content)
                return i;
        }

        return -1;
    }

    private static string At(string path, int position) => string.Create(CultureInfo.InvariantCulture, $"{path}.{position}");
}
