using Ringfence.Control.Commands;
using Ringfence.Control.Templates;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Journal;

/// <summary>The stored form of a <see cref="ParameterTemplate"/>: what the user wrote. What it means is read from the text at each load, as with rules.</summary>
internal sealed class StoredTemplate
{
    public required int V { get; init; }

    public required string Account { get; init; }

    public required string Region { get; init; }

    public required string Name { get; init; }

    public StoredTemplateMember[]? Members { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public StoredTag[]? Tags { get; init; }

    public static StoredTemplate Of(ParameterTemplate template) => new()
    {
        V = DocumentCodec.SchemaVersion,
        Account = template.Scope.Account,
        Region = template.Scope.Region,
        Name = template.Name,
        Members = Stored.NullIfEmpty(template.Members, member => new StoredTemplateMember
        {
            Text = member.Text,
            Description = Stored.NullIfEmpty(member.Description),
            UpdatedAt = member.UpdatedAt,
        }),
        CreatedAt = template.CreatedAt,
        UpdatedAt = template.UpdatedAt,
        Tags = Stored.NullIfEmpty(template.Tags, tag => new StoredTag { Key = tag.Key, Value = Stored.NullIfEmpty(tag.Value) }),
    };

    /// <summary>The template.</summary>
    /// <exception cref="InvalidDataException">The id or a member is none that this program could have stored.</exception>
    public ParameterTemplate ToTemplate(string id)
    {
        var kind = TemplateKinds.Of(id) ?? throw new InvalidDataException("Its id is not that of a template.");
        return new ParameterTemplate
        {
            Id = id,
            Kind = kind,
            Scope = new Scope(Account, Region),
            Name = Name,
            Members = Stored.Read(Members, member => Read(member, kind)),
            CreatedAt = CreatedAt,
            UpdatedAt = UpdatedAt,
            Tags = Stored.Read(Tags, tag => new Tag(tag.Key, tag.Value ?? "")),
        };
    }

    private static TemplateMember Read(StoredTemplateMember stored, TemplateKind kind)
    {
        var faults = new Faults();
        var read = MemberParser.Parse(stored.Text, kind, "", faults)
            ?? throw new InvalidDataException($"It has a member that cannot be read: {faults.ToImmutable()[0].Message}");
        return new TemplateMember { Content = read.Content, Text = stored.Text, Description = stored.Description ?? "", UpdatedAt = stored.UpdatedAt };
    }
}

/// <summary>The stored form of a <see cref="TemplateMember"/>.</summary>
internal sealed class StoredTemplateMember
{
    public required string Text { get; init; }

    public string? Description { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}
