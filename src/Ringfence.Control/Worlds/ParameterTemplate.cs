using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Worlds;

/// <summary>
/// A parameter template: a named list of addresses or services that rules use in place of literals, or a group of such lists (doc 215/20090, reference A.9).
/// Immutable; a change makes a new one.
/// </summary>
public sealed record ParameterTemplate
{
    /// <summary><c>ipm-</c>, <c>ipmg-</c>, <c>ppm-</c> or <c>ppmg-</c> and eight of <c>a-z0-9</c>; unique over all accounts and regions.</summary>
    public required string Id { get; init; }

    /// <summary>What the id's prefix says.</summary>
    public required TemplateKind Kind { get; init; }

    public required Scope Scope { get; init; }

    public required string Name { get; init; }

    /// <summary>Entries, or members of a group, in the user's order. Empty: matches nothing.</summary>
    public required ImmutableArray<TemplateMember> Members { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required ImmutableArray<Tag> Tags { get; init; }

    /// <summary>The ids of the templates that a group holds; none for a template.</summary>
    public IEnumerable<string> MemberIds => Members.Select(member => member.Content).OfType<TemplateContent.Template>().Select(content => content.Id);
}

/// <summary>One element of a template.</summary>
public sealed record TemplateMember
{
    /// <summary>What it means.</summary>
    public required TemplateContent Content { get; init; }

    /// <summary>As the user wrote it: addresses exactly, services in lower case (reference C.2), ids.</summary>
    public required string Text { get; init; }

    public required string Description { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>What a member of a template means. Two members of one template never mean the same.</summary>
public abstract record TemplateContent
{
    private TemplateContent()
    {
    }

    /// <summary>An address, a block or a range: of address templates.</summary>
    public sealed record Addresses(IpRange Range) : TemplateContent;

    /// <summary>A protocol with ports: of service templates.</summary>
    public sealed record Services(LiteralService Service) : TemplateContent;

    /// <summary>A template: of groups.</summary>
    public sealed record Template(string Id) : TemplateContent;
}
