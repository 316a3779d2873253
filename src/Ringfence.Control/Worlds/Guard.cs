using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Worlds;

/// <summary>
/// An invariant that a user declared: no packet from <see cref="From"/>, but for <see cref="Except"/>, with one of <see cref="Services"/> may reach <see cref="To"/>. Immutable.
/// </summary>
public sealed record Guard
{
    /// <summary><c>guard-</c> and eight of <c>a-z0-9</c>; unique over all accounts and regions.</summary>
    public required string Id { get; init; }

    public required Scope Scope { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    /// <summary>Who may not reach.</summary>
    public required GuardEnd From { get; init; }

    /// <summary>Who may all the same.</summary>
    public required GuardEnd Except { get; init; }

    /// <summary>Who may not be reached: interfaces, so neither <see cref="GuardEnd.Outside"/> nor addresses.</summary>
    public required GuardEnd To { get; init; }

    /// <summary>On what, as the user wrote it (<c>tcp:22</c>, <c>icmp</c>, <c>ALL</c>).</summary>
    public required ImmutableArray<string> Services { get; init; }

    /// <summary>The same, read.</summary>
    public required ServiceSet ServiceSet { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>True when both forbid the same, written the same way, in one scope.</summary>
    public bool SaysSame(Guard other) =>
        Scope == other.Scope && From.IsSame(other.From) && Except.IsSame(other.Except) && To.IsSame(other.To) && Services.AsSpan().SequenceEqual(other.Services.AsSpan());
}

/// <summary>One end of a guard: everything that any of its parts means. Without parts it means nobody.</summary>
public sealed record GuardEnd
{
    /// <summary>Nobody.</summary>
    public static GuardEnd Nobody { get; } = new();

    /// <summary>Everybody.</summary>
    public bool All { get; init; }

    /// <summary>Every address that no interface known here has in the network of the one that is reached; and every address of the Internet, whoever is registered with it.</summary>
    public bool Outside { get; init; }

    /// <summary>Addresses, blocks and ranges of either family, as written.</summary>
    public ImmutableArray<string> CidrBlocks { get; init; } = [];

    /// <summary>The interfaces bound to a group.</summary>
    public ImmutableArray<string> SecurityGroupIds { get; init; } = [];

    /// <summary>The addresses behind an address template (<c>ipm-</c>) or address template group (<c>ipmg-</c>).</summary>
    public ImmutableArray<string> AddressTemplateIds { get; init; } = [];

    /// <summary>The interfaces bound to a group that has the tag.</summary>
    public ImmutableArray<Tag> Tags { get; init; } = [];

    /// <summary>The interfaces of an instance.</summary>
    public ImmutableArray<string> InstanceIds { get; init; } = [];

    /// <summary>True when both have the same parts in the same order.</summary>
    public bool IsSame(GuardEnd other) =>
        All == other.All && Outside == other.Outside && CidrBlocks.AsSpan().SequenceEqual(other.CidrBlocks.AsSpan()) && SecurityGroupIds.AsSpan().SequenceEqual(other.SecurityGroupIds.AsSpan())
        && AddressTemplateIds.AsSpan().SequenceEqual(other.AddressTemplateIds.AsSpan()) && Tags.AsSpan().SequenceEqual(other.Tags.AsSpan()) && InstanceIds.AsSpan().SequenceEqual(other.InstanceIds.AsSpan());

    public bool IsNobody => !All && !Outside && CidrBlocks.IsEmpty && SecurityGroupIds.IsEmpty && AddressTemplateIds.IsEmpty && Tags.IsEmpty && InstanceIds.IsEmpty;

    /// <summary>The addresses of <see cref="CidrBlocks"/>.</summary>
    public IEnumerable<IpRange> Ranges => CidrBlocks.Select(text => IpRange.TryParse(text, out var range) ? range : throw new InvalidDataException($"A guard has an address that cannot be read: '{text}'."));
}
